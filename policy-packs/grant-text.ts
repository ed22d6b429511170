import type { AwsGrant } from "./facts/aws/identity";
import type { Place } from "./judge/rule";

/** What a group gives is reported once, of the group. */
export function isOfOneGroup(grants: readonly AwsGrant[]): boolean {
  const [first] = grants;
  return first?.group !== undefined && grants.every(({ group }) => group === first.group);
}

/** Where a statement of a grant is reported: a managed policy where it is attached. */
export function placeOfGrant({ urn, path, policy }: AwsGrant, statement: string): Place {
  return { urn, path: policy ? path : statement };
}

/** How a sentence names a statement of a grant. */
export function textOfGrant({ by, policy }: AwsGrant, statement: string): string {
  if (!policy) return `\`${statement}\` of \`${by}\``;
  const given = policy.managedBy === "aws" ? `\`${policy.name}\` of AWS` : `\`${statement}\` of \`${policy.name}\``;
  return `${given}, attached by \`${by}\``;
}
