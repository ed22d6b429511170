/**
 * The condition operators of the policy language, one row each, and how a written operator is read: a qualifier for
 * keys of many values, the operator, and `IfExists`. Operator names are compared without regard to case.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */

/** How an operator compares. `arn` takes wildcards whether it is written `ArnEquals` or `ArnLike`. */
export type Comparison = "exact" | "like" | "arn" | "numeric" | "date" | "bool" | "binary" | "ip" | "null";

export interface Operator {
  /** As AWS writes it, without qualifier and suffix. */
  readonly name: string;
  readonly comparison: Comparison;
  /** True where the condition holds unless the value matches, and so where the key is missing. */
  readonly negated: boolean;
  readonly qualifier?: "ForAllValues" | "ForAnyValue";
  readonly ifExists: boolean;
}

const ROWS: readonly (readonly [name: string, comparison: Comparison, negated?: "negated"])[] = [
  ["StringEquals", "exact"],
  ["StringNotEquals", "exact", "negated"],
  ["StringEqualsIgnoreCase", "exact"],
  ["StringNotEqualsIgnoreCase", "exact", "negated"],
  ["StringLike", "like"],
  ["StringNotLike", "like", "negated"],
  ["NumericEquals", "numeric"],
  ["NumericNotEquals", "numeric", "negated"],
  ["NumericLessThan", "numeric"],
  ["NumericLessThanEquals", "numeric"],
  ["NumericGreaterThan", "numeric"],
  ["NumericGreaterThanEquals", "numeric"],
  ["DateEquals", "date"],
  ["DateNotEquals", "date", "negated"],
  ["DateLessThan", "date"],
  ["DateLessThanEquals", "date"],
  ["DateGreaterThan", "date"],
  ["DateGreaterThanEquals", "date"],
  ["Bool", "bool"],
  ["BinaryEquals", "binary"],
  ["IpAddress", "ip"],
  ["NotIpAddress", "ip", "negated"],
  ["ArnEquals", "arn"],
  ["ArnNotEquals", "arn", "negated"],
  ["ArnLike", "arn"],
  ["ArnNotLike", "arn", "negated"],
  ["Null", "null"],
];

const BY_NAME = new Map(
  ROWS.map(([name, comparison, negated]) => [
    name.toLowerCase(),
    { name, comparison, negated: negated === "negated" } as const,
  ]),
);

/** As AWS writes them without qualifier and suffix, which is how most are written. */
const PLAIN = new Map(
  ROWS.map(([name, comparison, negated]): [string, Operator] => [
    name,
    { name, comparison, negated: negated === "negated", ifExists: false },
  ]),
);

/** Reads an operator as a document writes it; undefined where there is none of this name. */
export function readOperator(written: string): Operator | undefined {
  return PLAIN.get(written) ?? readWritten(written);
}

function readWritten(written: string): Operator | undefined {
  const [, qualifier, rest = ""] = /^(?:(forallvalues|foranyvalue):)?(.*)$/is.exec(written) ?? [];
  const ifExists = /ifexists$/i.test(rest);
  const row = BY_NAME.get(rest.slice(0, ifExists ? -"IfExists".length : undefined).toLowerCase());
  if (!row || (ifExists && row.comparison === "null")) return undefined;
  return {
    ...row,
    ifExists,
    ...(qualifier && {
      qualifier: qualifier.toLowerCase() === "forallvalues" ? "ForAllValues" : ("ForAnyValue" as const),
    }),
  };
}

/** Whether the condition holds where the request has no such key. */
export function holdsWithoutKey(operator: Operator): boolean {
  if (operator.ifExists || operator.qualifier === "ForAllValues") return true;
  return operator.negated && operator.qualifier !== "ForAnyValue";
}
