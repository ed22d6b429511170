import { withDefault, type Knowledge, type Known, type Unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Family } from "../family";

/** When a secret in a Key Vault can be used. */
export interface AzureKeyVaultSecret {
  readonly kind: "azure-key-vault-secret";
  readonly urn: string;
  /** Seconds since 1970, as the vault takes them; absent: it never expires. */
  readonly expires: Knowledge<number>;
  /** A disabled secret cannot be read. */
  readonly enabled: Known<boolean> | Unknown;
}

/** https://learn.microsoft.com/azure/key-vault/secrets/about-secrets says of the attributes: `exp` forever, `enabled` true. */
export const azureKeyVaultSecret: Family<"azure-key-vault-secret"> = {
  kind: "azure-key-vault-secret",
  types: ["azure-native:keyvault:Secret"],
  *read(resource) {
    const attributes = Property.input(resource, "properties").at("attributes");
    yield {
      kind: "azure-key-vault-secret",
      urn: resource.urn,
      expires: attributes.at("expires").number(),
      enabled: withDefault(attributes.at("enabled").boolean(), true),
    };
  },
};
