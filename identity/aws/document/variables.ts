/**
 * Are the policy variables of a text, such as `${aws:username}`, ones that IAM fills in? Only documents of the later
 * version know them, in a resource only after the fifth colon of its ARN.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 *
 * INVARIANT: linear in the text, whatever its braces.
 */
import type { Fault } from "./arn-form";
import type { PolicyDocument } from "./document";

/** What is wrong with the variables of a text; undefined where it has none. */
export function variableFault(text: string, version: PolicyDocument["version"]): Fault | undefined {
  let from = text.indexOf("${");
  if (from < 0) return undefined;
  if (version === "2008-10-17") {
    return {
      expected: '`"Version": "2012-10-17"` in the document, which policy variables need',
      found: "a variable, which the earlier version takes as it is written",
    };
  }
  for (; from >= 0; from = text.indexOf("${", from + 2)) {
    const end = text.indexOf("}", from);
    if (end < 0) return { expected: "`}` at the end of the policy variable", found: "none" };
    const fault = nameFault(text.slice(from + 2, end));
    if (fault) return fault;
  }
  return undefined;
}

/** Characters that have a meaning of their own stand for themselves as `${*}`, `${?}` and `${$}`. */
function nameFault(name: string): Fault | undefined {
  if (/^[*?$]$/.test(name)) return undefined;
  const [key = "", byDefault, ...more] = name.split(/, ?(?=')/);
  const expected = "a policy variable such as `${aws:username}`";
  if (key.trim() === "") return { expected, found: "one without a name" };
  if (!/^[^:\s]+:[^:,]/.test(key)) return { expected, found: "a name that IAM does not fill in" };
  if (key.includes(",") || more.length > 0 || (byDefault !== undefined && !/^'[^']*'$/.test(byDefault))) {
    return { expected: "the default of a policy variable in single quotes", found: "another text" };
  }
  return undefined;
}

/** What is wrong with where a resource has its first variable; AWS itself puts one in place of the account. */
export function variablePlaceFault(resource: string): Fault | undefined {
  const first = resource.indexOf("${");
  if (first < 0 || (resource.slice(0, first).match(/:/g)?.length ?? 0) >= 3) return undefined;
  if (/^(execute-api:|\*)/.test(resource)) return undefined;
  return { expected: "policy variables only where an ARN names the resource", found: "one in its beginning" };
}
