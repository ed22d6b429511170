import type { Method } from "../identity/aws/escalation/methods";
import { relationOf, type TargetKind } from "../identity/aws/escalation/targets";
import type { Path } from "../identity/aws/escalation/escalation";

/** What a target is called that is the identity's own, and any one of its kind. */
const OWN: Partial<Readonly<Record<TargetKind, string>>> = {
  policy: "a policy of its own",
  group: "its own group",
};

/** What an identity may do to come to more; completes "may …". */
export function wayOf({ method, target, first, steps }: Path<unknown>): string {
  const last = method.words.replace("{target}", () => targetOf(method.target, target));
  const way = first && typeof target === "object" ? `${wordsOfFirst(first, target.name)} and then ${last}` : last;
  return steps > 1 ? `${way}, which can do so in turn` : way;
}

function wordsOfFirst({ words, target }: Method, name: string): string {
  return words.replace("{target}", () => (target === "policy" ? `a policy of \`${name}\`` : `\`${name}\``));
}

function targetOf(kind: TargetKind, target: Path<unknown>["target"]): string {
  if (target === "itself") return OWN[kind] ?? "itself";
  if (target === "any") return kind.startsWith("new ") ? `a ${kind}` : `any ${kind}`;
  return target.heldBy === undefined
    ? `\`${target.name}\``
    : `the ${kind} \`${target.heldBy}\`, ${relationOf(kind)} \`${target.name}\``;
}
