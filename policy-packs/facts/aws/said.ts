import type { Knowledge, Known, Unknown } from "../../../identity/knowledge";
import type { Resource } from "../../judge/resource";
import type { Reference } from "../references";
import type { Attached, AwsGrant } from "./grants";
import { nameOf, type IdentitySort } from "./identity-resources";

/** A permission set given to somebody in an account. */
export interface AwsAssignment {
  readonly urn: string;
  /** `USER` or `GROUP`. */
  readonly principalType: Knowledge<string>;
  readonly principal: Knowledge<string>;
  readonly account: Knowledge<string>;
}

/** What resources say about one identity under one key. */
export interface Said {
  readonly sort: IdentitySort;
  /** The first resource that said something. */
  readonly from: Resource;
  /** The name of it, where it is not a resource of the stack; unknown where it is not known who it is. */
  readonly text?: Known<string> | Unknown;
  readonly inline: AwsGrant[];
  readonly attached: Attached[];
  /** Of a permission set, to which another resource gives its boundary. */
  readonly boundaries: Attached[];
  /** Of a permission set. */
  readonly assignments: AwsAssignment[];
  /** Of a user. */
  readonly groups: { readonly from: Resource; readonly group: Knowledge<string> }[];
  /** Of a group: the keys of its users. */
  readonly members: Set<string>;
}

/** What a resource grants. */
export type Given = Readonly<Record<"attached" | "boundaries", readonly Attached[]>> & {
  readonly inline: readonly AwsGrant[];
};

/** What a resource grants to somebody of whom it is not known who it is; what that one has by groups is told by the key. */
export interface Unplaced extends Given {
  readonly key: string;
  readonly owner: Unknown;
}

export function nothingSaid(sort: IdentitySort, from: Resource, text: Said["text"]): Said {
  return {
    sort,
    from,
    ...(text && { text }),
    inline: [],
    attached: [],
    boundaries: [],
    assignments: [],
    groups: [],
    members: new Set(),
  };
}

export function externalKey(sort: IdentitySort, text: string): string {
  return `${sort} ${nameOf(text)}`;
}

/** The key under which it is filed what a resource says of an identity. */
export function keyOf(reference: Reference, from: Resource, sort: IdentitySort): string {
  if (reference.state === "resource") return reference.resource.urn;
  return reference.state === "external" ? externalKey(sort, reference.text) : unplacedKey(from);
}

export function unplacedKey(from: Resource): string {
  return `? ${from.urn}`;
}
