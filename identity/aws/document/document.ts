/**
 * What does an IAM policy document say? Reads every legal form of it, from JSON text or from an object, partly unknown
 * or not, into statements whose elements each know their place.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 *
 * INVARIANTS: nothing throws. What IAM would refuse is a problem with its place, and the rest of the document is kept.
 * An unknown part leaves its neighbours known. Element names are read without regard to case, because a grant must not
 * escape judgement by its spelling; another spelling than the documented one is a problem.
 */
import { known, unknown, type Known, type Unknown } from "../../knowledge";
import { memberPath } from "../../places";
import { isAction, isArn, misfits } from "./written-forms";
import { readOperator, type Operator } from "../conditions/operators";
import { namesOf, readElements, type Elements, type Names } from "./elements";
import {
  isList,
  isObject,
  isUnknown,
  kindOf,
  parseJsonText,
  type DocumentProblem,
  type PartialJson,
} from "./partial-json";

export interface PolicyDocument {
  /** Only the later version knows policy variables such as `${aws:username}`. */
  readonly version: "2008-10-17" | "2012-10-17";
  readonly statements: readonly Statement[];
  /** Parts that may hold any further statement: the document, its statements or one of them. */
  readonly hidden: readonly Unknown[];
  /** Every unknown part, the hidden ones included. */
  readonly unknowns: readonly Unknown[];
  readonly problems: readonly DocumentProblem[];
}

export type Effect = "Allow" | "Deny";

export interface Statement {
  /** Such as `policy.Statement[2]`, or `policy.Statement` where it stands alone. */
  readonly place: string;
  readonly effect: Known<Effect> | Unknown;
  /** Undefined where the statement has no such element, which then grants nothing. */
  readonly action: Patterns | undefined;
  readonly resource: Patterns | undefined;
  readonly principal: Principals | undefined;
  /** All of them must hold. */
  readonly conditions: readonly Condition[];
  /** Parts of the condition that may hold any further condition. */
  readonly hiddenConditions: readonly Unknown[];
}

/** `Action`, `Resource` or its `Not…` form. */
export interface Patterns {
  readonly place: string;
  readonly negated: boolean;
  readonly values: readonly Text[];
}

export type Text = Known<string> | Unknown;

/** `Principal` or `NotPrincipal`. */
export interface Principals {
  readonly place: string;
  readonly negated: boolean;
  readonly entries: readonly { readonly type: PrincipalType; readonly value: Text }[];
}

/** `any` is the lone `*`, and what may be it. */
export type PrincipalType = "any" | "AWS" | "Federated" | "Service" | "CanonicalUser";

/** One key under one operator; one of its values must match. */
export interface Condition {
  readonly place: string;
  readonly operator: Operator;
  readonly key: string;
  readonly values: readonly Text[];
}

/**
 * What the document is attached to: an identity's permissions, the trust policy of a role, or another resource, such as
 * a bucket or an endpoint. Whether statements on a resource must name it again depends on its service.
 */
export type DocumentKind = "identity" | "trust" | "resource" | "resource-named";

/** @param path where the document stands; the places of its parts begin with it */
export function readPolicyDocument(source: PartialJson, kind: DocumentKind, path = ""): PolicyDocument {
  return new DocumentReader(kind).read(source, path);
}

/** The document that a service writes around one statement, or a list of them. */
export function readLoneStatement(source: PartialJson, kind: DocumentKind, path = ""): PolicyDocument {
  return new DocumentReader(kind).read(source, path, "statement");
}

/** A document of which nothing is known. */
export function unknownDocument(part: Unknown): PolicyDocument {
  return { version: "2012-10-17", statements: [], hidden: [part], unknowns: [part], problems: [] };
}

/** The document that a component's grants in plain data stand for: each grant is a statement that allows. */
export function readGrants(source: PartialJson, path: string): PolicyDocument {
  return new DocumentReader("identity").grants(source, path);
}

const TOP = namesOf("Version Id Statement");
const ELEMENTS = namesOf("Sid Effect Principal NotPrincipal Action NotAction Resource NotResource Condition");
const PRINCIPAL_TYPES = ["AWS", "Federated", "Service", "CanonicalUser"] as const;

const NONE: Pick<Statement, "conditions" | "hiddenConditions"> = { conditions: [], hiddenConditions: [] };

class DocumentReader {
  private readonly statements: Statement[] = [];
  private readonly hidden: Unknown[] = [];
  private readonly unknowns: Unknown[] = [];
  private readonly problems: DocumentProblem[] = [];
  private readonly sids = new Set<string>();

  constructor(private readonly kind: DocumentKind) {}

  read(source: PartialJson, path: string, what: "document" | "statement" = "document"): PolicyDocument {
    const { value, problems } =
      typeof source === "string" ? parseJsonText(source, path) : { value: source, problems: [] };
    this.problems.push(...problems);
    if (value !== undefined && what === "document") return this.document(value, path);
    if (value !== undefined) this.statementsOf(value, path);
    return this.result("2012-10-17");
  }

  grants(source: PartialJson, path: string): PolicyDocument {
    this.each(source, path, (grant, place) => {
      if (isUnknown(grant)) this.hide(grant);
      else if (isObject(grant)) {
        this.statements.push({
          place,
          effect: known("Allow", place),
          action: this.grantPatterns(grant, "actions", place),
          resource: this.grantPatterns(grant, "resources", place),
          principal: undefined,
          ...this.conditions(grant.get("conditions") ?? null, memberPath(place, "conditions")),
        });
      }
    });
    return this.result("2012-10-17");
  }

  private grantPatterns(grant: ReadonlyMap<string, PartialJson>, name: string, place: string): Patterns {
    const at = memberPath(place, name);
    return { place: at, negated: false, values: this.texts(grant.get(name) ?? null, at, "a text") };
  }

  private document(source: PartialJson, path: string): PolicyDocument {
    if (isUnknown(source)) {
      this.hide(source);
      return this.result("2012-10-17");
    }
    if (!isObject(source)) {
      this.problem(path, "a policy document", kindOf(source));
      return this.result("2012-10-17");
    }
    const elements = this.elements(source, path, TOP);
    const id = elements.get("Id");
    if (id && typeof id.value !== "string" && !isUnknown(id.value)) this.problem(id.place, "a text", kindOf(id.value));
    const statement = elements.get("Statement");
    if (!statement) this.problem(memberPath(path, "Statement"), "a statement or a list of statements", "nothing");
    else this.statementsOf(statement.value, statement.place);
    return this.result(this.version(elements));
  }

  private statementsOf(value: PartialJson, path: string): void {
    if (isList(value) && value.length === 0) this.problem(path, "a statement or a list of statements", "an empty list");
    this.each(value, path, (statement, place) => this.statement(statement, place));
  }

  private version(elements: Elements): PolicyDocument["version"] {
    const version = elements.get("Version");
    if (!version) return "2008-10-17";
    if (version.value === "2008-10-17" || version.value === "2012-10-17") return version.value;
    if (isUnknown(version.value)) this.unknowns.push(version.value);
    else this.problem(version.place, "`2012-10-17` or `2008-10-17`", kindOrOther(version.value));
    return "2012-10-17";
  }

  private statement(value: PartialJson, place: string): void {
    if (isUnknown(value)) {
      this.hide(value);
    } else if (!isObject(value)) {
      this.problem(place, "a statement", kindOf(value));
    } else {
      const elements = this.elements(value, place, ELEMENTS);
      this.sid(elements);
      const effect = this.effect(elements, place);
      const action = this.patterns(elements, "Action", place);
      const resource = this.resource(elements, place);
      const principal = this.principal(elements, place);
      const condition = elements.get("Condition");
      if (condition?.value === null) this.problem(condition.place, "an object of operators", "null");
      const { conditions, hiddenConditions } = condition ? this.conditions(condition.value, condition.place) : NONE;
      this.statements.push({ place, effect, action, resource, principal, conditions, hiddenConditions });
    }
  }

  private sid(elements: Elements): void {
    const sid = elements.get("Sid");
    if (!sid) return;
    if (isUnknown(sid.value)) this.unknowns.push(sid.value);
    else if (typeof sid.value !== "string" || !this.isSid(sid.value)) {
      this.problem(sid.place, "letters and digits", kindOrOther(sid.value));
    } else if (sid.value !== "" && this.sids.has(sid.value)) {
      this.problem(sid.place, "a `Sid` of its own", "that of another statement");
    } else this.sids.add(sid.value);
  }

  /** Services take spaces and more, as in the default policy of a KMS key; IAM takes letters and digits. */
  private isSid(text: string): boolean {
    return this.kind === "resource" || this.kind === "resource-named" || /^[A-Za-z0-9]*$/.test(text);
  }

  /** An effect of another spelling is read as it is meant; IAM refuses the document, which the problem says. */
  private effect(elements: Elements, place: string): Known<Effect> | Unknown {
    const at = elements.get("Effect")?.place ?? memberPath(place, "Effect");
    const value = elements.get("Effect")?.value ?? null;
    if (value === "Allow" || value === "Deny") return known(value, at);
    if (isUnknown(value)) {
      this.unknowns.push(value);
      return value;
    }
    this.problem(at, "`Allow` or `Deny`", elements.has("Effect") ? kindOrOther(value) : "nothing");
    const meant = typeof value === "string" ? value.trim().toLowerCase() : "";
    if (meant === "allow") return known("Allow", at);
    return meant === "deny" ? known("Deny", at) : unknown(at, "neither `Allow` nor `Deny`");
  }

  private patterns(elements: Elements, name: "Action" | "Resource", place: string): Patterns | undefined {
    const plain = elements.get(name);
    const negated = elements.get(`Not${name}`);
    if (plain && negated) this.problem(negated.place, `either \`${name}\` or \`Not${name}\``, "both");
    const element = plain ?? negated;
    if (!element) {
      this.problem(memberPath(place, name), `\`${name}\` or \`Not${name}\``, "nothing");
      return undefined;
    }
    const expected = name === "Action" ? "`*` or an action such as `s3:GetObject`" : "`*` or an ARN";
    const values = this.texts(element.value, element.place, expected);
    for (const value of values) {
      const ok = value.state === "unknown" || (name === "Action" ? isAction(value.value) : this.isArn(value.value));
      if (!ok) this.problem(value.path, expected, "another text");
    }
    return { place: element.place, negated: !plain, values };
  }

  private resource(elements: Elements, place: string): Patterns | undefined {
    const element = elements.get("Resource") ?? elements.get("NotResource");
    if (this.kind === "resource" && !element) return undefined;
    if (this.kind !== "trust") return this.patterns(elements, "Resource", place);
    if (element) this.problem(element.place, "no resource in a trust policy, which stands on the role itself", "one");
    return undefined;
  }

  private principal(elements: Elements, place: string): Principals | undefined {
    const plain = elements.get("Principal");
    const negated = elements.get("NotPrincipal");
    if (plain && negated) this.problem(negated.place, "either `Principal` or `NotPrincipal`", "both");
    const element = plain ?? negated;
    if (this.kind === "identity") {
      if (element) this.problem(element.place, "no principal in the permissions of an identity", "one");
      return undefined;
    }
    if (!element) {
      const document = this.kind === "trust" ? "trust policy" : "policy of a resource";
      this.problem(memberPath(place, "Principal"), `\`Principal\` in a ${document}`, "nothing");
      return undefined;
    }
    return { place: element.place, negated: !plain, entries: this.principals(element.value, element.place, !plain) };
  }

  private principals(value: PartialJson, place: string, negated: boolean): Principals["entries"] {
    if (isUnknown(value)) {
      this.unknowns.push(value);
      return [{ type: "any", value }];
    }
    if (value === "*") return [{ type: "any", value: known("*", place) }];
    if (!isObject(value)) {
      this.problem(place, "`*` or an object such as `{ AWS: … }`", kindOrOther(value));
      return [];
    }
    return [...value].flatMap(([written, content]) => {
      const at = memberPath(place, written);
      const type = PRINCIPAL_TYPES.find((name) => name.toLowerCase() === written.toLowerCase());
      if (type !== written) this.problem(at, "`AWS`, `Federated`, `Service` or `CanonicalUser`", `\`${written}\``);
      if (!type) return [];
      const values = this.texts(content, at, "a principal");
      for (const text of values) this.checkPrincipal(type, text, negated);
      return values.map((text) => ({ type, value: text }));
    });
  }

  /** A wildcard that stands for everyone is for the judgement of the trust; any other one is refused by IAM. */
  private checkPrincipal(type: PrincipalType, text: Text, negated: boolean): void {
    if (text.state === "unknown" || !/[*?]/.test(text.value)) return;
    if (isEveryone(type, text.value) && !negated) return;
    this.problem(text.path, "a whole principal, as IAM takes no wildcard in a part of one", "a wildcard");
  }

  private conditions(value: PartialJson, place: string): Pick<Statement, "conditions" | "hiddenConditions"> {
    const conditions: Condition[] = [];
    const hiddenConditions: Unknown[] = [];
    for (const [written, keys] of this.members(value, place, "an object of operators", hiddenConditions)) {
      const operatorPlace = memberPath(place, written);
      const operator = readOperator(written);
      if (!operator) this.problem(operatorPlace, "a condition operator", `\`${written}\`, which is none`);
      for (const [key, content] of this.members(keys, operatorPlace, "an object of keys", hiddenConditions)) {
        const keyPlace = memberPath(operatorPlace, key);
        const values = this.texts(content, keyPlace, "a text");
        for (const { path, expected } of misfits(operator, values)) this.problem(path, expected, "another text");
        if (operator) conditions.push({ place: keyPlace, operator, key, values });
        else hiddenConditions.push(unknown(keyPlace, "under an operator that does not exist"));
      }
    }
    return { conditions, hiddenConditions };
  }

  /** The members of an object; an unknown instead of it may hold any. */
  private members(
    value: PartialJson,
    place: string,
    expected: string,
    hidden: Unknown[],
  ): Iterable<readonly [key: string, value: PartialJson]> {
    if (value === null) return [];
    if (isObject(value)) return value;
    if (isUnknown(value)) {
      this.unknowns.push(value);
      hidden.push(value);
    } else {
      this.problem(place, expected, kindOf(value));
      hidden.push(unknown(place, `${kindOf(value)} where ${expected} was expected`));
    }
    return [];
  }

  /** The texts of a value or a list of values. Numbers and booleans count as they are written. */
  private texts(value: PartialJson, place: string, expected: string): readonly Text[] {
    if (isList(value) && value.length === 0) this.problem(place, expected, "an empty list");
    const texts: Text[] = [];
    this.each(value, place, (element, at) => texts.push(this.text(element, at, expected)));
    return texts;
  }

  private text(value: PartialJson, place: string, expected: string): Text {
    if (typeof value === "string") return known(value, place);
    if (typeof value === "number" || typeof value === "boolean") return known(String(value), place);
    if (isUnknown(value)) {
      this.unknowns.push(value);
      return value;
    }
    this.problem(place, expected, kindOf(value));
    return unknown(place, `${kindOf(value)} where ${expected} was expected`);
  }

  /** The elements of a list, or a lone value as the only one, which then stands at the list's own place. */
  private each(value: PartialJson, place: string, read: (element: PartialJson, place: string) => void): void {
    if (isList(value)) value.forEach((element, index) => read(element, `${place}[${index}]`));
    else read(value, place);
  }

  /** API Gateway completes a resource of its own that has no account. */
  private isArn(text: string): boolean {
    return isArn(text) || (this.kind === "resource" && text.startsWith("execute-api:/"));
  }

  private elements(source: ReadonlyMap<string, PartialJson>, path: string, names: Names): Elements {
    return readElements(source, path, names, (place, expected, found) => this.problem(place, expected, found));
  }

  private hide(part: Unknown): void {
    this.hidden.push(part);
    this.unknowns.push(part);
  }

  private problem(place: string, expected: string, found: string): void {
    this.problems.push({ place, expected, found });
  }

  private result(version: PolicyDocument["version"]): PolicyDocument {
    const { statements, hidden, unknowns, problems } = this;
    return { version, statements, hidden, unknowns, problems };
  }
}

/** Whether a principal without unknown parts stands for everyone: `*`, or an ARN whose account is a wildcard. */
export function isEveryone(type: PrincipalType, value: string): boolean {
  if (type === "any" || type === "Federated") return /^\*+$/.test(value);
  if (type !== "AWS" || !/[*?]/.test(value)) return false;
  return /[*?]/.test(value.split(":")[4] ?? value);
}

function kindOrOther(value: PartialJson): string {
  return typeof value === "string" && value !== "" ? "another text" : kindOf(value);
}
