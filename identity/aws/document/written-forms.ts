/**
 * How are actions, ARNs and the values of conditions written? Each operator compares one kind of value; another kind is
 * never met, so a statement under it grants or denies nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import type { Text } from "./document";
import type { Comparison, Operator } from "../conditions/operators";

/** `service:name`, `*` or `*:*`; elsewhere IAM takes no wildcard in place of the service. */
export function isAction(text: string): boolean {
  return /^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$/.test(text) || /^\*+(:\*+)?$/.test(text);
}

/** Partitions are `aws` and those that begin so; IAM refuses any other. */
export function isArn(text: string): boolean {
  return /^(arn:(aws|[^:]*[*?$])|\$\{|a?r?n?[*?])/.test(text);
}

/** The values that the operator cannot compare. A policy variable may be anything. */
export function misfits(
  operator: Operator | undefined,
  values: readonly Text[],
): readonly { readonly path: string; readonly expected: string }[] {
  const form = operator && VALUE_FORMS[operator.comparison];
  if (!form) return [];
  return values.flatMap((value) =>
    value.state === "unknown" || value.value.includes("${") || form.is(value.value)
      ? []
      : [{ path: value.path, expected: form.expected }],
  );
}

const OF_DATE = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?)?)?)?$/i;

/** How the values of an operator are written, where that can be told. */
const VALUE_FORMS: Readonly<Partial<Record<Comparison, { readonly expected: string; is(text: string): boolean }>>> = {
  bool: { expected: "`true` or `false`", is: (text) => /^(true|false)$/i.test(text) },
  null: { expected: "`true` or `false`", is: (text) => /^(true|false)$/i.test(text) },
  numeric: { expected: "a number", is: (text) => /^[+-]?\d+(\.\d+)?$/.test(text) },
  date: { expected: "a date such as `2026-12-31T23:59:59Z`", is: (text) => OF_DATE.test(text) || /^\d+$/.test(text) },
  ip: { expected: "an address or a range such as `203.0.113.0/24`", is: isAddress },
};

/** An IPv4 or IPv6 address, or a range of them. */
function isAddress(text: string): boolean {
  const [address = "", length, ...more] = text.split("/");
  if (more.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length))) return false;
  if (address.includes(":")) return /^[\da-f:.]{2,45}$/i.test(address) && Number(length ?? 0) <= 128;
  const parts = address.split(".");
  return (
    parts.length === 4 &&
    parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256) &&
    Number(length ?? 0) <= 32
  );
}
