import { unknownDocument, type PolicyDocument, type Text } from "../../../identity/aws/document/document";
import {
  escalations,
  type Actor,
  type Escalations,
  type UnheldWorkload,
  type Workload,
} from "../../../identity/aws/escalation/escalation";
import { unknown } from "../../../identity/knowledge";
import type { Resource } from "../../judge/resource";
import type { Fact } from "../facts";
import type { Join, JoinedFamily, StackView } from "../family";
import { accountOf, arnOf, namedArn } from "./arns";
import { awsIdentity, identitiesOf, type AwsGrant, type AwsIdentity } from "./identity";
import { IDENTITIES } from "./identity-resources";
import { grantsByTrust, type GrantsByTrust } from "./named-in-trust";
import { documentsOf } from "./policy-document";
import { workloadOf, WORKLOAD_TYPES } from "./workloads";

/** How an identity can come to more than its policies say, over the identities and workloads of the stack. */
export interface AwsEscalation extends Escalations<AwsGrant> {
  readonly kind: "aws-escalation";
  readonly urn: string;
  readonly identity: string | undefined;
  readonly name: string;
}

export const awsEscalation: JoinedFamily<"aws-escalation"> = {
  kind: "aws-escalation",
  types: [...new Set([...awsIdentity.types, ...WORKLOAD_TYPES])],
  join: (stack) => new EscalationJoin(stack),
};

/** Who can become whom is known when all resources are; until then this only notes which of them hold roles. */
class EscalationJoin implements Join {
  private readonly holders: Resource[] = [];

  constructor(private readonly stack: StackView) {}

  add(resource: Resource): Iterable<Fact> {
    if (WORKLOAD_TYPES.includes(resource.type)) this.holders.push(resource);
    return [];
  }

  *all(): Iterable<AwsEscalation> {
    const identities = [...identitiesOf(this.stack).all()].filter((fact) => fact.kind === "aws-identity");
    const { held, unheld } = this.workloads();
    const byTrust = grantsByTrust(
      identities.flatMap(({ identity }) => this.roleAt(identity)),
      this.stack,
    );
    const found = escalations(
      identities.map((identity) => actorOf(identity, held, byTrust, this.stack)),
      unheld,
    );
    for (const identity of identities) {
      const escalation = found.get(keyOf(identity));
      const { urn, name } = identity;
      if (escalation) yield { kind: "aws-escalation", urn, identity: identity.identity, name, ...escalation };
    }
  }

  private roleAt(urn: string | undefined): readonly Resource[] {
    const resource = urn === undefined ? undefined : this.stack.resources.get(urn);
    return resource && IDENTITIES[resource.type] === "role" ? [resource] : [];
  }

  /** By the URN of the role that they hold, and those whose role is not known. */
  private workloads() {
    const held = new Map<string, Workload[]>();
    const unheld: UnheldWorkload[] = [];
    for (const resource of this.holders) {
      const workload = workloadOf(resource, this.stack);
      if (workload?.role.state === "unknown") unheld.push({ workload, role: workload.role });
      if (workload?.role.state !== "resource") continue;
      const { urn } = workload.role.resource;
      const list = held.get(urn) ?? [];
      list.push(workload);
      held.set(urn, list);
    }
    return { held, unheld };
  }
}

function keyOf({ sort, identity, urn }: AwsIdentity): string {
  return `${sort} ${identity ?? urn}`;
}

function actorOf(
  fact: AwsIdentity,
  workloads: ReadonlyMap<string, readonly Workload[]>,
  byTrust: GrantsByTrust,
  stack: StackView,
): Actor<AwsGrant> {
  const { sort, name, arn, boundary, serviceControl, perhaps, identity } = fact;
  const grants = [...fact.grants, ...byTrust(fact)];
  const resource = identity === undefined ? undefined : stack.resources.get(identity);
  const own = resource && IDENTITIES[resource.type] ? resource : undefined;
  const account = own && accountOf(own);
  const trust = own && trustOf(own, stack);
  return {
    key: keyOf(fact),
    sort,
    name,
    permissions: { grants, perhaps, ...(boundary && { boundary }), ...(serviceControl && { serviceControl }) },
    arn,
    ...(account !== undefined && { account }),
    groups: [...new Set(grants.flatMap(({ group }) => group ?? []))].map((group) => groupArn(group, stack)),
    policies: [...new Set(grants.flatMap(({ policy }) => policy?.urn ?? []))].flatMap((urn) => {
      const policy = stack.resources.get(urn);
      return policy ? [arnOf(policy, "policy")] : [];
    }),
    ...(trust && { trust }),
    workloads: (own && workloads.get(own.urn)) ?? [],
  };
}

/** A group of the stack by its URN, another one by its sort and name. */
function groupArn(group: string, { resources }: StackView): Text {
  const resource = resources.get(group);
  return resource ? arnOf(resource, "group") : namedArn("group", group.replace(/^group /, ""));
}

/** What a component means to trust is not told service by service while the document is not known. */
function trustOf(resource: Resource, stack: StackView): PolicyDocument | undefined {
  const carried = documentsOf(resource, stack).find(({ attachedTo }) => attachedTo === "trust");
  return carried?.intent ? unknownDocument(unknown(carried.path)) : carried?.document;
}
