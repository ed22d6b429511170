import { accountOf, STAND_IN_ACCOUNT } from "../../identity/aws/document/arn";
import type { Condition, Statement } from "../../identity/aws/document/document";
import type { Known, Unknown } from "../../identity/knowledge";
import { Property } from "../judge/properties";
import type { Resource } from "../judge/resource";
import { identitiesOf, type AwsGrant } from "./aws/identity";
import { IDENTITY_TYPES } from "./aws/identity-resources";
import { trustOf } from "./aws/trusted";
import { FEDERATED_CREDENTIAL, MANAGED_IDENTITY } from "./azure/managed-identity";
import type { JoinedFamily, StackView } from "./family";
import { usesIn, type IdentityUse } from "./identity-use";
import { subscriptionIn, environmentSigns, type EnvironmentSigns } from "./environment-signs";

/** An identity, and all that it meets and that has an environment. */
export interface IdentityEnvironment {
  readonly kind: "identity-environment";
  /** The resource that makes the identity; of one outside the stack the first that uses it. */
  readonly urn: string;
  readonly name: string;
  readonly subject: string;
  /** Of an identity outside the stack only its account or subscription is told. */
  readonly own: Pick<EnvironmentSigns, "accounts"> & Partial<EnvironmentSigns>;
  readonly meets: readonly Met[];
}

/** What an identity meets, at the place that brings them together. */
export interface Met {
  readonly sort: "workload" | "trust" | "grant";
  readonly urn: string;
  readonly path: string;
  /** For a reader; never a secret. */
  readonly name: string;
  /** A resource of this stack. */
  readonly of?: EnvironmentSigns;
  /** The account or subscription of something outside the stack. */
  readonly account?: string;
  /** An environment that a token claims. */
  readonly claim?: string;
  /** Why it is not known what is met. */
  readonly unknown?: Unknown;
  /** Of an unknown: the resources that it will be built from, where all of them are told. */
  readonly awaits?: readonly EnvironmentSigns[];
}

const TYPES = [...IDENTITY_TYPES.role, ...IDENTITY_TYPES.user, MANAGED_IDENTITY];

export const identityEnvironment: JoinedFamily<"identity-environment"> = {
  kind: "identity-environment",
  types: TYPES,
  join: (stack) => ({ add: () => [], all: () => new EnvironmentReader(stack).read() }),
};

class EnvironmentReader {
  /** URNs by ARN, or by Azure id in lower case. */
  private readonly byId = new Map<string, string>();
  private readonly grants = new Map<string, Met[]>();
  /** A grant of which it is not known to whom, by what it may be granted to: one stands for all. */
  private readonly open: { aws?: Met; azure?: Met } = {};

  private asked = false;

  constructor(private readonly stack: StackView) {}

  *read(): Iterable<IdentityEnvironment> {
    for (const resource of this.stack.resources.values()) {
      for (const name of ["arn", "id"]) {
        const id = Property.output(resource, name).string();
        if (id.state === "known" && /^(arn:|\/)/.test(id.value)) this.byId.set(folded(id.value), resource.urn);
      }
    }
    this.readAwsGrants();
    for (const resource of this.stack.resources.values()) this.readAssignment(resource);
    for (const use of usesIn(this.stack).identities) yield this.factOf(use);
  }

  private factOf(use: IdentityUse): IdentityEnvironment {
    const { urn, name, subject, foreign } = use;
    const resource = foreign ? undefined : this.stack.resources.get(urn);
    return {
      kind: "identity-environment",
      urn,
      name,
      subject,
      own: resource ? environmentSigns(resource, this.stack) : { accounts: accountsIn(name) },
      meets: [
        ...this.workloadsOf(use),
        ...(resource && subject === "IAM role" ? this.trustOf(resource) : []),
        ...(resource ? this.grantsOf(resource) : []),
      ],
    };
  }

  private workloadsOf({ uses, unknowns }: IdentityUse): readonly Met[] {
    const met = uses.flatMap(({ urn, path, name, sort, type }): readonly Met[] => {
      const resource = this.stack.resources.get(urn);
      if (!resource) return [];
      if (sort === "workload") return [{ sort, urn, path, name, of: environmentSigns(resource, this.stack) }];
      return type === FEDERATED_CREDENTIAL ? claimsOf(Property.input(resource, "subject").string(), urn) : [];
    });
    const open = unknowns.filter(({ sort }) => sort === "workload");
    return [...met, ...open.slice(0, 1).map((each) => this.unknownMet(each, each.urn, "workload"))];
  }

  private trustOf(role: Resource): readonly Met[] {
    const { grants, unknowns } = trustOf(role, this.stack);
    const { urn } = role;
    const met = grants.flatMap(({ text, resource, otherAccount, grant }): readonly Met[] => {
      const at = {
        sort: "trust",
        urn,
        path: text.path,
        name: text.secret ? "a secret principal" : text.value,
      } as const;
      if (resource) return [{ ...at, name: resource.name, of: environmentSigns(resource, this.stack) }];
      if (otherAccount !== undefined) return [{ ...at, account: otherAccount }];
      return grant.principal?.kind === "oidc" ? grant.conditions.flatMap((each) => subjectClaims(each, urn)) : [];
    });
    return [...met, ...unknowns.map((each) => this.unknownMet(each, urn, "trust"))];
  }

  private grantsOf({ urn, type }: Resource): readonly Met[] {
    const open = type === MANAGED_IDENTITY ? this.open.azure : this.open.aws;
    return [...(this.grants.get(urn) ?? []), ...(open ? [open] : [])];
  }

  private readAwsGrants(): void {
    for (const fact of identitiesOf(this.stack).all()) {
      if (fact.kind !== "aws-identity" || fact.identity === undefined) continue;
      const resource = this.stack.resources.get(fact.identity);
      if (!resource || fact.sort === "group") continue;
      if (!this.asked) this.readOwnerless(fact.perhaps());
      for (const grant of fact.grants) {
        if (grant.policy?.managedBy === "aws" || grant.attached === "elsewhere") continue;
        this.met(resource.urn, this.grantedBy(grant, resource));
      }
    }
  }

  /** What belongs to nobody known may be anybody's, so one identity tells it for all. */
  private readOwnerless(grants: readonly AwsGrant[]): void {
    this.asked = true;
    for (const { owner, urn } of grants) if (owner) this.leaveOpen("aws", this.unknownMet(owner, urn, "grant"));
  }

  private unknownMet(value: Unknown, urn: string, sort: Met["sort"]): Met {
    const awaited = value.waitsFor.flatMap((each) => this.stack.resources.get(each) ?? []);
    const isTold = awaited.length > 0 && awaited.length === value.waitsFor.length;
    const awaits = isTold ? awaited.map((each) => environmentSigns(each, this.stack)) : undefined;
    return { sort, urn, path: value.path, name: "", unknown: value, ...(awaits && { awaits }) };
  }

  /** The first by its place, so that the order of resources does not matter. */
  private leaveOpen(cloud: "aws" | "azure", met: Met): void {
    const other = this.open[cloud];
    if (!other || `${met.urn} ${met.path}` < `${other.urn} ${other.path}`) this.open[cloud] = met;
  }

  private met(identity: string, met: readonly Met[]): void {
    const known = this.grants.get(identity);
    if (known) known.push(...met);
    else this.grants.set(identity, [...met]);
  }

  private grantedBy({ urn, document }: AwsGrant, identity: Resource): readonly Met[] {
    const at = (unknown: Unknown): Met => this.unknownMet(unknown, urn, "grant");
    return [
      ...document.hidden.map(at),
      ...document.statements.flatMap((statement) => {
        if (!mayAllow(statement) || !statement.resource || statement.resource.negated) return [];
        return statement.resource.values.flatMap((text) =>
          text.state === "unknown" ? [at(text)] : this.granted(text, urn, identity),
        );
      }),
    ];
  }

  private granted(text: Known<string>, urn: string, identity: Resource): readonly Met[] {
    const at = { sort: "grant", urn, path: text.path } as const;
    const resource = this.resourceIn(text.value);
    if (resource) return [{ ...at, name: resource.name, of: environmentSigns(resource, this.stack) }];
    const account = accountOf(text.value);
    if (account === undefined || account === STAND_IN_ACCOUNT) return [];
    if (environmentSigns(identity, this.stack).accounts.includes(account)) return [];
    return [{ ...at, name: text.secret ? "something" : text.value, account }];
  }

  /** The resource whose ARN or id a text begins with: `arn:aws:s3:::uploads/incoming/*` is about the bucket. */
  private resourceIn(text: string): Resource | undefined {
    let start = folded(/^[^*?$]*/.exec(text)?.[0] ?? "");
    for (let step = 0; step < DEEPEST && start !== ""; step++) {
      const urn = this.byId.get(start);
      if (urn !== undefined) return this.stack.resources.get(urn);
      start = start.slice(0, Math.max(start.lastIndexOf("/"), start.lastIndexOf(":"), 0));
    }
    return undefined;
  }

  private readAssignment(resource: Resource): void {
    if (resource.type !== "azure-native:authorization:RoleAssignment") return;
    const principal = Property.input(resource, "principalId").string();
    const identity = this.stack.references.resolve(principal, resource, [MANAGED_IDENTITY]);
    if (identity.state === "unknown") this.leaveOpen("azure", this.unknownMet(identity, resource.urn, "grant"));
    if (identity.state !== "resource") return;
    const scope = Property.input(resource, "scope").string();
    const at = { sort: "grant", urn: resource.urn, path: scope.path } as const;
    if (scope.state === "absent") return;
    const [awaited, ...others] = scope.state === "unknown" ? scope.waitsFor : [];
    const target =
      scope.state === "known"
        ? this.resourceIn(scope.value)
        : others.length === 0 && awaited !== undefined
          ? this.stack.resources.get(awaited)
          : undefined;
    const account = scope.state === "known" ? subscriptionIn(scope.value) : undefined;
    if (target) {
      const of = environmentSigns(target, this.stack);
      this.met(identity.resource.urn, [{ ...at, name: target.name, of, ...(account !== undefined && { account }) }]);
    } else if (scope.state === "unknown") {
      this.met(identity.resource.urn, [this.unknownMet(scope, resource.urn, "grant")]);
    } else if (account !== undefined) {
      this.met(identity.resource.urn, [{ ...at, name: scope.secret ? "a scope" : scope.value, account }]);
    }
  }
}

const DEEPEST = 12;

function folded(id: string): string {
  return id.startsWith("arn:") ? id : id.toLowerCase();
}

function mayAllow({ effect }: Statement): boolean {
  return effect.state === "unknown" || effect.value === "Allow";
}

/** The account or subscription that an ARN or id tells. */
function accountsIn(text: string): readonly string[] {
  const account = accountOf(text) ?? subscriptionIn(text);
  return account === undefined || account === STAND_IN_ACCOUNT ? [] : [account];
}

/** Subjects of GitHub and of others that follow it name the environment that a job runs in. */
const CLAIM = /(?:^|:)environment:([^:*?]+)/;

function subjectClaims({ key, values, operator }: Condition, urn: string): readonly Met[] {
  if (!key.toLowerCase().endsWith(":sub") || operator.negated) return [];
  return values.flatMap((value) => claimsOf(value, urn));
}

function claimsOf(
  subject: Known<string> | Unknown | { readonly state: "absent"; readonly path: string },
  urn: string,
): readonly Met[] {
  if (subject.state === "absent") return [];
  if (subject.state === "unknown") return [{ sort: "trust", urn, path: subject.path, name: "", unknown: subject }];
  const claim = CLAIM.exec(subject.value)?.[1];
  if (claim === undefined) return [];
  const name = subject.secret ? "a token" : subject.value;
  return [{ sort: "trust", urn, path: subject.path, name, claim }];
}
