import { unknownDocument, type PolicyDocument, type Text } from "../../../../identity/aws/document/document";
import type { Actor, Workload } from "../../../../identity/aws/escalation/escalation";
import { awsManagedPolicyNamed } from "../../../../identity/aws/managed-policies/managed-policies";
import { FRESH, type HasDocument } from "../../../../identity/aws/permissions/permissions";
import { known, unknown } from "../../../../identity/knowledge";
import { documentOf, UNKNOWN, type Written } from "../documents";

/** An identity in short. */
export interface Told {
  readonly sort?: Actor<HasDocument>["sort"];
  readonly may?: readonly Written[];
  readonly boundary?: string;
  readonly perhaps?: readonly Written[];
  readonly trusts?: string | typeof UNKNOWN | readonly Written[];
  readonly groups?: readonly string[];
  readonly policies?: readonly string[];
  readonly workloads?: readonly Workload[];
  readonly arn?: Text;
}

export function actor(name: string, told: Told): Actor<HasDocument> {
  const { sort = "role", may = [], boundary, perhaps = [], trusts, groups = [], policies = [] } = told;
  const bound = boundary === undefined ? undefined : awsManagedPolicyNamed(boundary).document;
  return {
    key: name,
    sort,
    name,
    permissions: {
      grants: may.map(grantOf),
      perhaps: () => perhaps.map((written) => ({ ...grantOf(written), owner: unknown("role") })),
      ...(bound && { boundary: { document: bound } }),
    },
    arn: told.arn ?? textOf(sort, name),
    account: "111122223333",
    groups: groups.map((group) => textOf("group", group)),
    policies: policies.map((policy) => textOf("policy", policy)),
    ...(trusts !== undefined && { trust: trustOf(trusts) }),
    workloads: told.workloads ?? [],
  };
}

function grantOf(written: Written): HasDocument {
  return { document: written === UNKNOWN ? unknownDocument(unknown("policy")) : documentOf(written) };
}

function trustOf(trusted: NonNullable<Told["trusts"]>): PolicyDocument {
  if (typeof trusted === "symbol") return unknownDocument(unknown("trust"));
  if (typeof trusted !== "string") return documentOf(trusted, "trust");
  const type = trusted.startsWith("arn:") ? "AWS" : "Service";
  return documentOf({ Effect: "Allow", Principal: { [type]: trusted }, Action: "sts:AssumeRole" }, "trust");
}

function textOf(sort: string, name: string): Text {
  return known(`:iam::${FRESH}:${sort}/${name}`, "name");
}

export function allow(action: Written, resource: Written = "*", condition: Written = {}): Written {
  return { Effect: "Allow", Action: action, Resource: resource, Condition: condition };
}

export function workload(kind: Workload["kind"], name: string, path: string): Workload {
  return { kind, name, arn: known(path, "name") };
}
