import type { Knowledge, Unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import type { StackView } from "../family";
import { propertiesAt } from "../places";
import type { Reference } from "../references";
import { AUTO_SCALING_GROUPS } from "./workload-types";
import { arnOf, workloadOf, type HeldRole } from "./workloads";

export const DEPLOYMENT_GROUPS: readonly string[] = [
  "aws:codedeploy/deploymentGroup:DeploymentGroup",
  "aws-native:codedeploy:DeploymentGroup",
];

const INSTANCES: readonly string[] = ["aws:ec2/instance:Instance", "aws-native:ec2:Instance"];

/**
 * What deployment groups of CodeDeploy hold: the roles of the instances to which they deploy, which are those of their
 * Auto Scaling groups and those with their tags. Deployments to functions and to ECS bring no code of the caller's: they
 * name versions and task definitions that exist.
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/instances-tagging.html
 *
 * @param workloads the instances and Auto Scaling groups of the stack among others
 */
export function deploymentGroups(
  groups: readonly Resource[],
  workloads: readonly Resource[],
  stack: StackView,
): readonly HeldRole[] {
  if (groups.length === 0) return [];
  const machines = new Machines(workloads);
  return groups.flatMap((group) => {
    const roles = [...scaledBy(group, stack), ...taggedFor(group, machines, stack)];
    const application = group.type.startsWith("aws-native:") ? "applicationName" : "appName";
    const arn = arnOf(group, `codedeploy:deploymentgroup:{${application}}/{deploymentGroupName}`);
    return distinct(roles).map((role): HeldRole => ({ kind: "deployment group", name: group.name, arn, role }));
  });
}

function scaledBy(group: Resource, stack: StackView): readonly Reference[] {
  return ["autoscalingGroups[]", "autoScalingGroups[]"].flatMap((place) =>
    propertiesAt(group, place).flatMap((named) => {
      if (!(named instanceof Property)) return [named];
      const reference = stack.references.resolve(named.string(), group, AUTO_SCALING_GROUPS);
      return reference.state === "resource" ? roleOf(reference.resource, stack) : [reference];
    }),
  );
}

/** Within a set one tag is enough; of several sets, one of each. */
function taggedFor(group: Resource, machines: Machines, stack: StackView): readonly Reference[] {
  const sets = propertiesAt(group, "ec2TagSets[]").flatMap((set) =>
    set instanceof Property ? [set.at("ec2TagFilters").list()] : [set],
  );
  const demanded = [Property.input(group, "ec2TagFilters").list(), ...sets].filter(({ state }) => state !== "absent");
  const filters = demanded.map((set) => (set.state === "known" ? set.value.map(filterOf) : [set as Unknown]));
  const [open] = [...filters.flat().filter((filter) => "state" in filter), ...(demanded[0] ? machines.open : [])];
  return [...machines.rolesWithAll(filters, stack), ...(open ? [open] : [])];
}

function roleOf(machine: Resource, stack: StackView): readonly Reference[] {
  const held = workloadOf(machine, stack);
  return held ? [held.role] : [];
}

/** Each role once. */
function distinct(roles: readonly Reference[]): readonly Reference[] {
  const byName = new Map(
    roles.map((role) => [role.state === "resource" ? role.resource.urn : JSON.stringify(role), role]),
  );
  return [...byName.values()];
}

/** A tag that a machine must bear: by key and value, or by one of them. */
interface TagFilter {
  readonly key: string | undefined;
  readonly value: string | undefined;
}

function filterOf(filter: Property): TagFilter | Unknown {
  const [key, value, type] = (["key", "value", "type"] as const).map((name) => filter.at(name).string());
  const open = [key, value, type].find((part): part is Unknown => part?.state === "unknown");
  if (open) return open;
  const by = textIn(type) ?? "KEY_AND_VALUE";
  return { key: by === "VALUE_ONLY" ? undefined : textIn(key), value: by === "KEY_ONLY" ? undefined : textIn(value) };
}

function textIn(text: Knowledge<string> | undefined): string | undefined {
  return text?.state === "known" ? text.value : undefined;
}

/** Instances and Auto Scaling groups by the tags that they, or what they launch, bear. */
class Machines {
  /** Tags that are not known. */
  readonly open: Unknown[] = [];
  private readonly byTag = new Map<string, Resource[]>();
  private readonly answers = new Map<string, readonly Reference[]>();

  constructor(workloads: readonly Resource[]) {
    for (const machine of workloads) {
      if (INSTANCES.includes(machine.type) || AUTO_SCALING_GROUPS.includes(machine.type)) this.file(machine);
    }
  }

  /** The roles of those with one tag of each set; many groups ask for the same. */
  rolesWithAll(sets: readonly (readonly (TagFilter | Unknown)[])[], stack: StackView): readonly Reference[] {
    const names = sets.map((set) => set.flatMap((filter) => ("state" in filter ? [] : nameOf(filter))));
    const key = JSON.stringify(names);
    const roles = this.answers.get(key) ?? distinct(this.withAll(names).flatMap((machine) => roleOf(machine, stack)));
    this.answers.set(key, roles);
    return roles;
  }

  private withAll(sets: readonly (readonly string[])[]): readonly Resource[] {
    const [first = new Set<Resource>(), ...others] = sets.map((set) => this.withSome(set));
    return [...first].filter((machine) => others.every((set) => set.has(machine)));
  }

  private withSome(names: readonly string[]): ReadonlySet<Resource> {
    return new Set(names.flatMap((name) => this.byTag.get(name) ?? []));
  }

  private file(machine: Resource): void {
    for (const [key, value] of tagsOf(machine)) {
      const open = [key, value].find((part): part is Unknown => part.state === "unknown");
      if (open) this.open.push(open);
      for (const filter of [
        { key: textIn(key), value: textIn(value) },
        { key: textIn(key), value: undefined },
      ]) {
        this.add(filter, machine);
      }
      this.add({ key: undefined, value: textIn(value) }, machine);
    }
  }

  private add(filter: TagFilter, machine: Resource): void {
    const name = nameOf(filter);
    const list = this.byTag.get(name) ?? [];
    if (list.at(-1) !== machine) list.push(machine);
    this.byTag.set(name, list);
  }
}

function nameOf({ key, value }: TagFilter): string {
  return JSON.stringify([key ?? null, value ?? null]);
}

/** The tags of one object, or of a list of keys and values. */
function tagsOf(machine: Resource): readonly (readonly [key: Knowledge<string>, value: Knowledge<string>])[] {
  const tags = Property.input(machine, "tags");
  const map = tags.map();
  if (map.state === "known") {
    return [...map.value].map(([key, value]) => [{ state: "known", value: key, path: value.path }, value.string()]);
  }
  const list = tags.list();
  if (list.state === "unknown") return [[list, list]];
  return list.state === "known" ? list.value.map((tag) => [tag.at("key").string(), tag.at("value").string()]) : [];
}
