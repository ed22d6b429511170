/** A slow and obvious answer to what `permission` answers, for documents without unknown parts. */

export interface PlainStatement {
  readonly Effect: "Allow" | "Deny";
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  /** What the statement's condition does to an Allow, and whether a caller escapes a Deny under it. */
  readonly condition?: "narrows" | "narrows nothing" | "escapable";
}

export type PlainDocument = readonly PlainStatement[];

export interface PlainRequest {
  readonly action: string;
  readonly resource: string;
}

export function referenceAnswer(
  grants: readonly PlainDocument[],
  boundary: PlainDocument | undefined,
  request: PlainRequest,
): "yes" | "conditional" | "no" {
  const statements = grants.flat();
  const applies = (statement: PlainStatement) =>
    appliesTo(statement.Action, statement.NotAction, request.action, "i") &&
    appliesTo(statement.Resource, statement.NotResource, request.resource, "");
  const allows = (list: PlainDocument) => {
    const allowing = list.filter((each) => each.Effect === "Allow" && applies(each));
    if (allowing.some(({ condition }) => condition !== "narrows" && condition !== "escapable")) return 2;
    return allowing.length > 0 ? 1 : 0;
  };
  const denials = [...statements, ...(boundary ?? [])].filter((each) => each.Effect === "Deny" && applies(each));
  if (denials.some(({ condition }) => condition === undefined)) return "no";
  const level = Math.min(allows(statements), boundary ? allows(boundary) : 2);
  if (level === 0) return "no";
  return level === 1 || denials.some(({ condition }) => condition === "narrows") ? "conditional" : "yes";
}

function appliesTo(
  listed: readonly string[] | undefined,
  excluded: readonly string[] | undefined,
  text: string,
  flags: string,
): boolean {
  const matches = (patterns: readonly string[]) => patterns.some((pattern) => expression(pattern, flags).test(text));
  return listed ? matches(listed) : !matches(excluded ?? []);
}

function expression(pattern: string, flags: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${source}$`, `s${flags}`);
}
