import type { Known } from "../../identity/knowledge";
import { Property } from "../judge/properties";
import type { Resource } from "../judge/resource";
import { IDENTITY_TYPES } from "./aws/identity-resources";
import { trustOf, type TrustedPrincipal } from "./aws/trusted";
import { FEDERATED_CREDENTIAL, MANAGED_IDENTITY } from "./azure/managed-identity";
import type { JoinedFamily, StackView } from "./family";
import { usesIn, type IdentityUse, type UnknownUse, type Use } from "./identity-use";

/** What tells whether an identity is a workload's or a person's, or both. */
export interface IdentityPeople {
  readonly kind: "identity-people";
  /** The resource that makes the identity; of one outside the stack the first that uses it. */
  readonly urn: string;
  readonly name: string;
  readonly subject: string;
  readonly foreign?: true;
  /** What runs as it, at the place that says so. */
  readonly workloads: readonly Use[];
  /** Services that it trusts. */
  readonly services: readonly string[];
  /** Who else may become it: principals of a trust policy, principals that its conditions name, issuers of tokens. */
  readonly principals: readonly Entrant[];
  /** Of a user: keys that programs use, and passwords that people type. */
  readonly keys: readonly Use[];
  readonly passwords: readonly Pick<Use, "urn" | "path">[];
  readonly unknowns: readonly UnknownUse[];
}

export interface Entrant {
  readonly urn: string;
  readonly path: string;
  readonly text: Known<string>;
  /** Whether a token of an issuer is traded for it. */
  readonly issuer: boolean;
  /** Whether the statement asks for a second factor, which people have. */
  readonly secondFactor: boolean;
}

export const identityPeople: JoinedFamily<"identity-people"> = {
  kind: "identity-people",
  types: [...IDENTITY_TYPES.role, ...IDENTITY_TYPES.user, MANAGED_IDENTITY],
  join: (stack) => ({ add: () => [], all: () => peopleIn(stack) }),
};

function* peopleIn(stack: StackView): Iterable<IdentityPeople> {
  const { identities, open } = usesIn(stack);
  for (const use of identities) yield factOf(use, stack);
  // As what these workloads run is not known, and may be outside the stack.
  for (const each of open) {
    const nobody = { name: "", subject: "", services: [], workloads: [], principals: [], keys: [], passwords: [] };
    yield { kind: "identity-people", ...nobody, urn: each.urn, foreign: true, unknowns: [each] };
  }
}

const KEYS: readonly string[] = ["aws:iam/accessKey:AccessKey", "aws-native:iam:AccessKey"];
const PASSWORD = "aws:iam/userLoginProfile:UserLoginProfile";

function factOf(
  { urn, name, subject, foreign, uses, services, unknowns }: IdentityUse,
  stack: StackView,
): IdentityPeople {
  const resource = foreign ? undefined : stack.resources.get(urn);
  const role = subject === "IAM role" ? resource : undefined;
  return {
    kind: "identity-people",
    urn,
    name,
    subject,
    ...(foreign && { foreign }),
    workloads: uses.filter(({ sort }) => sort === "workload"),
    services,
    principals: [...(role ? entrantsOf(role, stack) : []), ...uses.flatMap((use) => issuerOf(use, stack))],
    keys: uses.filter(({ type }) => KEYS.includes(type)),
    passwords: [...uses.filter(({ type }) => type === PASSWORD), ...passwordOf(resource)],
    unknowns: role ? [...unknowns, ...conditionsOpen(role, stack)] : unknowns,
  };
}

const TELLING = /^aws:(multifactorauthpresent|multifactorauthage|principalarn)$/i;

/** Conditions that may tell of people, and are not known. */
function conditionsOpen(role: Resource, stack: StackView): readonly UnknownUse[] {
  const { urn } = role;
  const conditions = trustOf(role, stack).grants.flatMap(({ grant }) => [
    ...grant.statement.hiddenConditions,
    ...grant.conditions.filter(({ key }) => TELLING.test(key)).flatMap(({ values }) => values),
  ]);
  return conditions.flatMap((each) => (each.state === "unknown" ? [{ ...each, urn, sort: "trust" as const }] : []));
}

/** CloudFormation writes the password into the user. */
function passwordOf(user: Resource | undefined): readonly Pick<Use, "urn" | "path">[] {
  if (user?.type !== "aws-native:iam:User") return [];
  const profile = Property.input(user, "loginProfile").any();
  return profile.state === "known" ? [{ urn: user.urn, path: profile.path }] : [];
}

function entrantsOf(role: Resource, stack: StackView): readonly Entrant[] {
  return trustOf(role, stack).grants.flatMap((trusted) => entrants(trusted, role.urn));
}

/** A condition on the caller's ARN tells who it is where the principal is a whole account. */
function entrants({ grant, text }: TrustedPrincipal, urn: string): readonly Entrant[] {
  const { conditions, principal } = grant;
  const issuer = principal?.kind === "oidc" || principal?.kind === "saml";
  const secondFactor = conditions.some(
    ({ key, operator, values }) =>
      /^aws:multifactorauth(present|age)$/i.test(key) &&
      !operator.negated &&
      values.some((value) => value.state === "known" && value.value.toLowerCase() !== "false"),
  );
  const callers = conditions
    .filter(({ key, operator }) => key.toLowerCase() === "aws:principalarn" && !operator.negated)
    .flatMap(({ values }) => values.filter((value) => value.state === "known"));
  return [
    { urn, path: text.path, text, issuer, secondFactor },
    ...callers.map((caller): Entrant => {
      return {
        urn,
        path: caller.path,
        text: text.secret ? { ...caller, secret: true } : caller,
        issuer: false,
        secondFactor: false,
      };
    }),
  ];
}

function issuerOf({ urn, type }: Use, { resources }: StackView): readonly Entrant[] {
  const credential = type === FEDERATED_CREDENTIAL ? resources.get(urn) : undefined;
  const issuer = credential && Property.input(credential, "issuer").string();
  if (issuer?.state !== "known") return [];
  return [{ urn, path: issuer.path, text: issuer, issuer: true, secondFactor: false }];
}
