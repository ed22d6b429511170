import type { PolicyDocument } from "../../../identity/aws/document/document";
import type { Permissions } from "../../../identity/aws/permissions/permissions";
import type { RoleGrant } from "../../../identity/azure/comparison";
import { sorted, sortedForms, wordsOf, type Form, type Holdings } from "../../../identity/entitlements";
import type { Unknown } from "../../../identity/knowledge";
import type { AwsGrant } from "../aws/identity";
import type { Home, ReferenceNames } from "../reference-names";

/** What one identity holds, joined over the stack: the substance that somebody approves. */
export interface IdentityEntitlements {
  readonly kind: "identity-entitlements";
  /** The resource that makes the identity; where the stack only refers to it, the first one that does. */
  readonly urn: string;
  /** Logical name of it; of an identity that the stack does not make, the name by which it refers to it. */
  readonly name: string;
  /** What the resource is, for a reader, such as "IAM role". */
  readonly subject: string;
  /** Type of the resource; undefined where the stack does not make the identity. */
  readonly type: string | undefined;
  /** False where it is not known, or must not be shown, which identity it is. */
  readonly named: boolean;
  /** What it may do. */
  readonly privileges: readonly Entitlement[];
  /** The most that its privileges can come to; undefined where nothing bounds them. */
  readonly boundary: readonly Entitlement[] | undefined;
  /** Who may become it. */
  readonly trust: readonly Entitlement[];
  /** Long-lived credentials that stand for it. */
  readonly credentials: readonly Entitlement[];
  /** What lets others than the stack reach it. */
  readonly exposure: readonly Entitlement[];
  /** What is not known of it. */
  readonly unknowns: readonly (Unknown & { readonly urn: string })[];
  /** What the comparison with an approved set takes. */
  readonly compared: Compared;
  /** The names that forms use for what belongs to the stack. */
  readonly names: ReferenceNames;
  readonly home: Home;
}

/** One thing that an identity holds. */
export interface Entitlement {
  /** For a reviewer, such as "allow s3:PutObject on ${uploads}/incoming/*". */
  readonly words: string;
  /** The resource that gives it. */
  readonly urn: string;
  /** The place in it, such as `policy.Statement[0]`. */
  readonly path: string;
  /** In plain data; of credentials and exposure, the words say all. */
  readonly form?: Form;
}

/** The same as policies and roles, with what is unknown in them. */
export interface Compared {
  readonly permissions?: Permissions<AwsGrant>;
  readonly trust?: { readonly urn: string; readonly path: string; readonly document: PolicyDocument };
  readonly roles?: readonly GivenRole[];
  /** The same with placeholders for what is not known, where a component says of which resource it is the ARN or id. */
  readonly assumed?: Pick<Compared, "permissions" | "roles">;
  /** What of the unknowns stands in none of these. */
  readonly open: readonly (Unknown & { readonly urn: string })[];
}

/** A role of Azure, and the assignment that gives it. */
export interface GivenRole extends RoleGrant {
  readonly urn: string;
  readonly path: string;
}

/** What a fact is made of before it is told what kind it is. */
export type Draft = Omit<IdentityEntitlements, "kind">;

/** An entitlement with a form, whose words follow from it. */
export function entitled(form: Form, urn: string, path: string): Entitlement {
  return { words: wordsOf(form), urn, path, form };
}

/** What somebody approves, in plain data: everything of it that is known. */
export function holdingsOf(fact: IdentityEntitlements): Holdings {
  const forms = (list: readonly Entitlement[]) => sortedForms(list.flatMap(({ form }) => form ?? []));
  const { privileges, boundary, trust, credentials, exposure } = fact;
  return {
    privileges: forms(privileges),
    ...(boundary && { boundary: forms(boundary) }),
    trust: forms(trust),
    credentials: sorted(credentials.map(({ words }) => words)),
    exposure: sorted(exposure.map(({ words }) => words)),
  };
}
