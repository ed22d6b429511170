import { known, type Knowledge } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import type { Family } from "../family";

/** Whose tokens let somebody outside Azure act as a managed identity. */
export interface AzureFederatedCredential {
  readonly kind: "azure-federated-credential";
  readonly urn: string;
  readonly issuer: Knowledge<string>;
  readonly subject: Knowledge<string>;
  /** The expression over claims that some API versions take instead of a subject. */
  readonly expression: Knowledge<string>;
  /** For whom tokens must be made out. */
  readonly audiences: Knowledge<readonly Knowledge<string>[]>;
}

export const azureFederatedCredential: Family<"azure-federated-credential"> = {
  kind: "azure-federated-credential",
  types: ["azure-native:managedidentity:FederatedIdentityCredential"],
  *read(resource) {
    yield {
      kind: "azure-federated-credential",
      urn: resource.urn,
      issuer: Property.input(resource, "issuer").string(),
      subject: Property.input(resource, "subject").string(),
      expression: Property.input(resource, "claimsMatchingExpression").at("value").string(),
      audiences: audiencesOf(resource),
    };
  },
};

function audiencesOf(resource: Resource): AzureFederatedCredential["audiences"] {
  const list = Property.input(resource, "audiences").list();
  if (list.state !== "known") return list;
  return known(
    list.value.map((audience) => audience.string()),
    list.path,
  );
}
