import { isWireList, isWireMap, type Wire, type WireMap } from "./structs";

/**
 * Computes what `aws.iam.getPolicyDocument` answers, as the AWS provider does without asking the cloud: source
 * documents, then the statements of the call, then overrides, each replacing statements of the same `Sid`.
 *
 * Language: terraform-provider-aws, data source `aws_iam_policy_document`. Actions, resources and identifiers are sets:
 * each value once, in reverse order; a single one stands without its list. Conditions on one key are joined.
 *
 * @throws Error where a document cannot be computed; it names no value but a statement's `Sid`
 */
export function policyDocument(args: WireMap): WireMap {
  const own: Document = {
    version: text(args["version"]) ?? DEFAULT_VERSION,
    id: text(args["policyId"]),
    statements: unique(list(args["statements"]).map(statementOf), "statements"),
  };
  const sources = list(args["sourcePolicyDocuments"]).map((source) => parse(source, "sourcePolicyDocuments"));
  unique(
    sources.flatMap(({ statements }) => statements),
    "sourcePolicyDocuments",
  );
  const overrides = list(args["overridePolicyDocuments"]).map((source) => parse(source, "overridePolicyDocuments"));
  const document = written([...sources, own, ...overrides].reduce(merge, EMPTY));
  const json = escapeHtml(JSON.stringify(document, undefined, 2));
  const minifiedJson = escapeHtml(JSON.stringify(document));
  return { ...args, version: own.version, json, minifiedJson, id: String(checksum(json)) };
}

interface Document {
  readonly version: string;
  readonly id: string | undefined;
  readonly statements: readonly WireMap[];
}

const DEFAULT_VERSION = "2012-10-17";
const EMPTY: Document = { version: "", id: undefined, statements: [] };

function merge(document: Document, next: Document): Document {
  const statements = [...document.statements];
  for (const statement of next.statements) {
    const sid = text(statement["Sid"]);
    const place = sid === undefined ? -1 : statements.findIndex((existing) => existing["Sid"] === sid);
    if (place === -1) statements.push(statement);
    else statements[place] = statement;
  }
  return {
    version: next.version > document.version ? next.version : document.version,
    id: next.id ?? document.id,
    statements,
  };
}

function written({ version, id, statements }: Document): WireMap {
  return {
    ...(version !== "" && { Version: version }),
    ...(id !== undefined && { Id: id }),
    ...(statements.length > 0 && { Statement: statements }),
  };
}

function parse(source: Wire, argument: string): Document {
  if (source === null || source === "") return EMPTY;
  let parsed: unknown;
  try {
    parsed = JSON.parse(typeof source === "string" ? source : "");
  } catch {
    throw new Error(`getPolicyDocument: ${argument} holds a document that is not JSON`);
  }
  if (!isWireMap(parsed as Wire))
    throw new Error(`getPolicyDocument: ${argument} holds a document that is not an object`);
  const document = parsed as WireMap;
  const statements = document["Statement"] ?? [];
  return {
    version: text(document["Version"]) ?? "",
    id: text(document["Id"]),
    statements: (isWireList(statements) ? statements : [statements]).filter(isWireMap),
  };
}

function unique(statements: readonly WireMap[], argument: string): readonly WireMap[] {
  const sids = new Set<string>();
  for (const statement of statements) {
    const sid = text(statement["Sid"]);
    if (sid === undefined) continue;
    if (sids.has(sid)) throw new Error(`getPolicyDocument: ${argument} has two statements with the Sid \`${sid}\``);
    sids.add(sid);
  }
  return statements;
}

function statementOf(statement: Wire): WireMap {
  const from = isWireMap(statement) ? statement : {};
  const sid = text(from["sid"]);
  const parts: Record<string, Wire | undefined> = {
    Sid: sid,
    Effect: text(from["effect"]) ?? "Allow",
    Action: set(from["actions"]),
    NotAction: set(from["notActions"]),
    Resource: set(from["resources"]),
    NotResource: set(from["notResources"]),
    Principal: principals(from["principals"]),
    NotPrincipal: principals(from["notPrincipals"]),
    Condition: conditions(from["conditions"]),
  };
  return Object.fromEntries(Object.entries(parts).filter((part): part is [string, Wire] => part[1] !== undefined));
}

/** A lone `*` of type `*` is everyone; any other principals are grouped by type. */
function principals(value: Wire | undefined): Wire | undefined {
  const grouped = new Map<string, string[]>();
  for (const principal of list(value).filter(isWireMap)) {
    const type = text(principal["type"]) ?? "";
    grouped.set(type, [...(grouped.get(type) ?? []), ...texts(principal["identifiers"])]);
  }
  if (grouped.size === 0) return undefined;
  const everyone = grouped.get("*");
  if (grouped.size === 1 && everyone?.every((identifier) => identifier === "*")) return "*";
  return Object.fromEntries(
    [...grouped]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([type, identifiers]) => [type, collapse(asSet(identifiers))]),
  );
}

function conditions(value: Wire | undefined): Wire | undefined {
  const tests = new Map<string, Map<string, string[]>>();
  for (const condition of list(value).filter(isWireMap)) {
    const keys = tests.get(text(condition["test"]) ?? "") ?? new Map<string, string[]>();
    const key = text(condition["variable"]) ?? "";
    keys.set(key, [...(keys.get(key) ?? []), ...texts(condition["values"])]);
    tests.set(text(condition["test"]) ?? "", keys);
  }
  if (tests.size === 0) return undefined;
  return Object.fromEntries(
    [...tests]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([test, keys]) => [
        test,
        Object.fromEntries(
          [...keys].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, values]) => [key, collapse(values)]),
        ),
      ]),
  );
}

function set(value: Wire | undefined): Wire | undefined {
  const values = texts(value);
  return values.length === 0 ? undefined : collapse(asSet(values));
}

function asSet(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort().reverse();
}

function collapse(values: readonly string[]): Wire {
  const [only, ...others] = values;
  return only !== undefined && others.length === 0 ? only : values;
}

/** The provider writes policy variables as `&{...}`, which become `${...}`. */
function texts(value: Wire | undefined): readonly string[] {
  return list(value).flatMap((element) =>
    element === null || typeof element === "object" ? [] : [String(element).replaceAll("&{", "${")],
  );
}

function list(value: Wire | undefined): readonly Wire[] {
  return isWireList(value) ? value : [];
}

function text(value: Wire | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The provider's JSON encoder escapes these three. */
function escapeHtml(json: string): string {
  return json.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

/** CRC-32 (IEEE 802.3), which the provider takes as the document's id. */
function checksum(text: string): number {
  let crc = ~0;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
