import { accountOf } from "../../identity/aws/document/arn";
import { placeholderFor } from "../../identity/lock/placeholders";
import { unknown, type Unknown } from "../../identity/knowledge";
import { Property } from "../judge/properties";
import type { Resource } from "../judge/resource";
import type { StackView } from "./family";

/** Where an identity lives: what a text may name as its own. */
export interface Home {
  readonly account?: string;
  readonly subscription?: string;
}

const ACCOUNT = "${account}";
const SUBSCRIPTION = "${subscription}";

/** What only joins other resources is never referred to by a document, so its name takes none from others. */
const NEVER_NAMED =
  /Attachment$|Attachments|:(?:Role|User|Group)Policy$|:(?:RoleAssignment|FederatedIdentityCredential)$/;

/** Properties whose text stands for the resource, where it is long enough not to be anything else. */
const IDENTIFYING = ["arn", "id", "principalId", "clientId"] as const;

/** ARNs, Azure ids, GUIDs and ids such as `vpc-0a1b2c3d`; another text, such as a name, may be anything. */
const DISTINCT = /^(?:arn:|\/subscriptions\/|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$|[a-z]+-[0-9a-f]{8,}$)/i;

/**
 * Names in place of what a deployment invents: a text that is, or begins with, the ARN or id of a resource of the stack
 * is written with `${logical name}` there. So one program gives one text, whoever ran it and wherever.
 *
 * INVARIANT: `fill` gives back what `rename` took, in the same stack.
 */
export class ReferenceNames {
  private readonly byText = new Map<string, string>();
  private readonly byName = new Map<string, string | Unknown>();
  /** By URN and by name, for resources whose ARN or id is not known yet. */
  private readonly placeholders = new Map<string, string>();

  constructor(resources: Iterable<Resource>) {
    const list = [...resources].filter(
      ({ type }) => /^(?:aws|aws-native|azure-native|azuread):/.test(type) && !NEVER_NAMED.test(type),
    );
    const names = namesOf(list);
    for (const resource of list) this.add(resource, `\${${names.get(resource.urn) ?? resource.name}}`);
  }

  private add(resource: Resource, name: string): void {
    for (const property of IDENTIFYING) {
      const text = Property.output(resource, property).string();
      if (text.state !== "known" || text.secret === true || !DISTINCT.test(text.value)) continue;
      const key = folded(text.value);
      const whole = /^(?:arn:|\/)/.test(text.value);
      const written = whole ? name : `${name.slice(0, -1)}.${property}}`;
      if (this.byText.has(key)) continue;
      this.byText.set(key, written);
      this.byName.set(written, text.value);
    }
    if (this.byName.has(name)) return;
    this.byName.set(name, unknown("", "not known before deployment", [resource.urn]));
    const placeholder = placeholderFor(resource.type, this.placeholders.size);
    if (placeholder === undefined) return;
    this.placeholders.set(name, placeholder).set(resource.urn, placeholder);
    this.byText.set(folded(placeholder), name);
  }

  /** What stands for the ARN or id of a resource that is not known yet; undefined where it is, or nothing can. */
  placeholderOf(urn: string): string | undefined {
    return this.placeholders.get(urn);
  }

  /** The text with names in place of ARNs and ids. */
  rename(text: string, home: Home): string {
    const cuts = [text.length, ...[...text.matchAll(/[/:]/g)].map(({ index }) => index).reverse()];
    for (const cut of cuts) {
      const name = this.byText.get(folded(text.slice(0, cut)));
      if (name !== undefined) return name + text.slice(cut);
    }
    const { account, subscription } = home;
    if (account !== undefined && text === account) return ACCOUNT;
    if (account !== undefined && accountOf(text) === account) return text.replace(`:${account}:`, `:${ACCOUNT}:`);
    if (subscription === undefined || !folded(text).startsWith(`/subscriptions/${subscription}`)) return text;
    return `/subscriptions/${SUBSCRIPTION}${text.slice(`/subscriptions/${subscription}`.length)}`;
  }

  /** The text with each name replaced by what it stands for, or by its placeholder where that is not known yet. */
  assume(text: string, home: Home): string | Unknown {
    return this.fill(
      text.replace(/^\$\{[^}]*\}/, (name) => this.placeholders.get(name) ?? name),
      home,
    );
  }

  /** The text with each name replaced by what it stands for; unknown where that is not known yet. */
  fill(text: string, home: Home): string | Unknown {
    let missing: Unknown | undefined;
    const filled = text.replace(/\$\{[^}]*\}/g, (name) => {
      const value = this.valueOf(name, home);
      if (typeof value === "string") return value;
      if (value) missing = value;
      // A policy variable, such as `${aws:username}`, stays; a name that nothing bears any more matches nothing.
      return value || /[:*?$]/.test(name.slice(2)) ? name : `arn:none:::${name.slice(2, -1)}`;
    });
    return missing ?? filled;
  }

  private valueOf(name: string, { account, subscription }: Home): string | Unknown | undefined {
    if (name === ACCOUNT) return account ?? unknown("", "of an account that is not known here");
    if (name === SUBSCRIPTION) return subscription ?? unknown("", "of a subscription that is not known here");
    return this.byName.get(name);
  }
}

const NAMES = new WeakMap<StackView, { readonly size: number; readonly names: ReferenceNames }>();

/** The names of a stack's resources, as far as they are known now. */
export function referenceNamesOf(stack: StackView): ReferenceNames {
  const before = NAMES.get(stack);
  if (before?.size === stack.resources.size) return before.names;
  const names = new ReferenceNames(stack.resources.values());
  NAMES.set(stack, { size: stack.resources.size, names });
  return names;
}

/** The shortest name of each resource that no other one bears, by URN: `uploads`, `s3.Bucket uploads`, or type and name. */
export function namesOf(resources: readonly Resource[]): ReadonlyMap<string, string> {
  const levels: readonly ((resource: Resource) => string)[] = [
    ({ name }) => name,
    ({ type, name }) => `${shortType(type)} ${name}`,
    ({ urn }) => urn.split("::").slice(2).join("::"),
  ];
  const counts = levels.map((level) => {
    const count = new Map<string, number>();
    for (const resource of resources) count.set(level(resource), (count.get(level(resource)) ?? 0) + 1);
    return count;
  });
  return new Map(
    resources.map((resource) => {
      const names = levels.map((level) => level(resource));
      const alone = names.find((name, index) => counts[index]?.get(name) === 1);
      return [resource.urn, alone ?? resource.urn];
    }),
  );
}

/** `aws:s3/bucket:Bucket` as a program imports it: `s3.Bucket`. */
function shortType(type: string): string {
  const [, module = "", name = ""] = type.split(":");
  return `${module.split("/")[0] ?? ""}.${name}`;
}

/** Azure compares ids without regard to case. */
function folded(text: string): string {
  return text.startsWith("/") ? text.toLowerCase() : text;
}
