import { unknownDocument, type PolicyDocument, type Text } from "../../../identity/aws/document/document";
import {
  escalations,
  type Actor,
  type Escalations,
  type UnheldWorkload,
  type Workload,
} from "../../../identity/aws/escalation/escalation";
import { besideServices } from "../../../identity/aws/escalation/service-roles";
import { unknown } from "../../../identity/knowledge";
import type { Resource } from "../../judge/resource";
import type { Fact } from "../facts";
import type { Join, JoinedFamily, StackView } from "../family";
import { accountOf, arnOf, namedArn } from "./arns";
import { awsIdentity, identitiesOf, type AwsGrant, type AwsIdentity } from "./identity";
import { IDENTITIES } from "./identity-resources";
import { grantsByTrust, type GrantsByTrust } from "./named-in-trust";
import { DEPLOYMENT_GROUPS, deploymentGroups } from "./deployment-groups";
import { grantsByPermission, PERMISSIONS } from "./named-in-permission";
import { possibleAccounts } from "./ownership";
import { documentsOf } from "./policy-document";
import { WORKLOAD_TYPES } from "./workload-types";
import { groupsWith, profilesOfRoles, ROLES_ANYWHERE_PROFILES, waysIn } from "./ways-in";
import { workloadOf, type HeldRole } from "./workloads";

/** How an identity can come to more than its policies say, over the identities and workloads of the stack. */
export interface AwsEscalation extends Escalations<AwsGrant> {
  readonly kind: "aws-escalation";
  readonly urn: string;
  readonly identity: string | undefined;
  readonly name: string;
}

/** What is read beside identities and their grants, each kind of types by itself. */
const READ = {
  workloads: WORKLOAD_TYPES,
  deploymentGroups: DEPLOYMENT_GROUPS,
  profiles: ROLES_ANYWHERE_PROFILES,
  permissions: PERMISSIONS,
} as const;

export const awsEscalation: JoinedFamily<"aws-escalation"> = {
  kind: "aws-escalation",
  types: [...new Set([...awsIdentity.types, ...Object.values(READ).flat()])],
  join: (stack) => new EscalationJoin(stack),
};

/** Who can become whom is known when all resources are; until then this only notes what leads to roles. */
class EscalationJoin implements Join {
  private readonly read: Readonly<Record<keyof typeof READ, Resource[]>> = {
    workloads: [],
    deploymentGroups: [],
    profiles: [],
    permissions: [],
  };

  constructor(private readonly stack: StackView) {}

  add(resource: Resource): Iterable<Fact> {
    for (const [kind, resources] of Object.entries(this.read)) {
      if (READ[kind as keyof typeof READ].includes(resource.type)) resources.push(resource);
    }
    return [];
  }

  *all(): Iterable<AwsEscalation> {
    const identities = [...identitiesOf(this.stack).all()].filter((fact) => fact.kind === "aws-identity");
    const { held, unheld } = this.workloads();
    const byTrust = grantsByTrust(
      identities.flatMap(({ identity }) => this.roleAt(identity)),
      this.stack,
    );
    const around: Around = {
      held,
      byTrust,
      byPermission: grantsByPermission(this.read.permissions, this.stack),
      profiles: profilesOfRoles(this.read.profiles, this.stack),
      stack: this.stack,
    };
    const actors = identities.map((identity) => actorOf(identity, around));
    const found = escalations(actors, unheld);
    for (const [index, { urn, name, identity }] of identities.entries()) {
      const actor = actors[index];
      const escalation = actor && found.get(actor.key);
      if (!escalation) continue;
      yield { kind: "aws-escalation", urn, identity, name, ...besideServices(escalation, actor.trust, policyOfAws) };
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
    for (const workload of this.holding()) {
      if (workload.role.state === "unknown") unheld.push({ workload, role: workload.role });
      if (workload.role.state !== "resource") continue;
      const { urn } = workload.role.resource;
      const list = held.get(urn) ?? [];
      list.push(workload);
      held.set(urn, list);
    }
    return { held, unheld };
  }

  private holding(): readonly HeldRole[] {
    const { workloads, deploymentGroups: groups } = this.read;
    const byThemselves = workloads.flatMap((resource) => workloadOf(resource, this.stack) ?? []);
    return [...byThemselves, ...deploymentGroups(groups, workloads, this.stack)];
  }
}

/** What the rest of the stack says of identities. */
interface Around {
  readonly held: ReadonlyMap<string, readonly Workload[]>;
  readonly byTrust: GrantsByTrust;
  readonly byPermission: GrantsByTrust;
  readonly profiles: ReturnType<typeof profilesOfRoles>;
  readonly stack: StackView;
}

function keyOf({ sort, identity, urn }: AwsIdentity): string {
  return `${sort} ${identity ?? urn}`;
}

function actorOf(fact: AwsIdentity, around: Around): Actor<AwsGrant> {
  const { byTrust, byPermission, stack } = around;
  const { sort, name, arn, principal, boundary, serviceControl, perhaps, identity } = fact;
  const grants = [...fact.grants, ...byTrust(fact), ...byPermission(fact)];
  const resource = identity === undefined ? undefined : stack.resources.get(identity);
  const own = resource && IDENTITIES[resource.type] ? resource : undefined;
  const account = own && accountOf(own);
  const trust = own && trustOf(own, stack);
  return {
    key: keyOf(fact),
    sort,
    name,
    permissions: {
      grants,
      perhaps,
      ...(principal && { principal }),
      ...(boundary && { boundary }),
      ...(serviceControl && { serviceControl }),
    },
    arn,
    ...(account !== undefined && { account }),
    ...(own && { among: possibleAccounts(own, stack) }),
    groups: [...new Set(grants.flatMap(({ group }) => group ?? []))].map((group) => groupArn(group, stack)),
    policies: [...new Set(grants.flatMap(({ policy }) => policy?.urn ?? []))].flatMap((urn) => {
      const policy = stack.resources.get(urn);
      return policy ? [arnOf(policy, "policy")] : [];
    }),
    ...(trust && { trust }),
    workloads: [...(own ? leadingTo(own, trust, around) : []), ...groupsWith(fact.assignments)],
  };
}

/** What holds a role, and through what one enters it. */
function leadingTo(
  { urn }: Resource,
  trust: PolicyDocument | undefined,
  { held, profiles, stack }: Around,
): readonly Workload[] {
  return [...(held.get(urn) ?? []), ...(trust ? waysIn(trust, profiles.get(urn) ?? [], stack) : [])];
}

function policyOfAws({ policy }: AwsGrant): string | undefined {
  return policy?.managedBy === "aws" ? policy.name : undefined;
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
