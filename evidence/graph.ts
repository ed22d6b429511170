/**
 * Who can become whom and reach what, in one stack: identities, the outsiders and workloads that act as them, and what
 * they may do it to. Plain data, made of what identities hold, who uses them and how they can escalate.
 *
 * INVARIANTS: a node stands for one thing, an edge for one relation between two nodes, whatever the number of
 * statements that say it; what is denied makes no edge. Order follows the facts alone.
 */
import { administrator } from "../identity/aws/permissions/administrator";
import type { Form, StatementForm } from "../identity/entitlements";
import type { AwsEscalation } from "../policy-packs/facts/aws/escalation";
import type { IdentityEntitlements } from "../policy-packs/facts/entitlements/entitlements";
import { nameInUrn } from "../policy-packs/judge/finding";
import { azureEscalations } from "./azure-escalation";
import { escalationWords, type Describe, type IdentityFacts } from "./matrix";

export interface IdentityGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export type NodeSort = "identity" | "outsider" | "workload" | "resource" | "administrator";

export interface GraphNode {
  /** URN of what the stack makes; else a text that no URN is. */
  readonly id: string;
  readonly sort: NodeSort;
  readonly label: string;
  /** What it is, for a reader. */
  readonly subject: string;
}

export type EdgeSort = "is" | "may become" | "runs as" | "may pass" | "can escalate to" | "reaches";

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly sort: EdgeSort;
  /** What it takes or allows, shortened. */
  readonly words: string;
}

const ADMINISTRATOR = "administrator";

export function graphOf(facts: IdentityFacts, describe: Describe): IdentityGraph {
  const graph = new GraphBuilder(describe);
  for (const { urn, subject } of facts.accountability) if (isIdentity(subject)) graph.identity(urn, subject);
  for (const fact of facts.entitlements) graph.identity(fact.urn, fact.subject, fact.name);
  for (const fact of facts.uses) graph.identity(fact.urn, fact.subject, fact.name);
  for (const fact of facts.entitlements) graph.hold(fact);
  for (const { urn, uses } of facts.uses) {
    for (const use of uses) {
      if (use.sort !== "workload") continue;
      graph.node({ id: use.urn, sort: "workload", label: use.name, subject: use.type });
      graph.edge(use.urn, urn, "runs as", use.path);
    }
  }
  for (const fact of facts.entitlements) graph.rule(fact);
  for (const fact of facts.escalations) graph.climb(fact);
  return graph.result();
}

/** Keys, vaults and secrets answer to somebody too, and become nobody. */
function isIdentity(subject: string): boolean {
  return !/key|vault|secret|HSM|profile|credential/i.test(subject);
}

class GraphBuilder {
  private readonly nodes = new Map<string, GraphNode>();
  private readonly edges = new Map<string, { readonly edge: GraphEdge; readonly words: Set<string> }>();
  /** URNs of identities by their logical names; undefined where two bear one. */
  private readonly identities = new Map<string, string | undefined>();

  constructor(private readonly describe: Describe) {}

  result(): IdentityGraph {
    const edges = [...this.edges.values()].map(({ edge, words }) => ({ ...edge, words: shortened([...words]) }));
    return { nodes: [...this.nodes.values()], edges };
  }

  identity(urn: string, subject: string, name = nameInUrn(urn)): void {
    if (this.nodes.has(urn)) return;
    this.node({ id: urn, sort: "identity", label: name, subject });
    this.identities.set(name, this.identities.has(name) ? undefined : urn);
  }

  node(node: GraphNode): string {
    if (!this.nodes.has(node.id)) this.nodes.set(node.id, { ...node, label: this.describe(node.label) });
    return node.id;
  }

  edge(from: string, to: string, sort: EdgeSort, words: string): void {
    const key = JSON.stringify([from, to, sort]);
    const known = this.edges.get(key) ?? { edge: { from, to, sort, words: "" }, words: new Set() };
    this.edges.set(key, known);
    if (words !== "") known.words.add(this.describe(words));
  }

  hold({ urn, trust, privileges, credentials }: IdentityEntitlements): void {
    for (const { form, words } of trust) {
      for (const whom of form ? principalsOf(form) : [words]) this.edge(this.named(whom), urn, "may become", "");
    }
    for (const { words } of credentials) this.edge(this.outsider(`whoever holds the ${words}`), urn, "may become", "");
    for (const { form, words } of privileges) {
      for (const { target, how } of form ? targetsOf(form) : [{ target: words, how: "" }])
        this.reach(urn, target, how, form);
    }
  }

  /** Who is an administrator by its policies escalates no further. */
  rule(fact: IdentityEntitlements): void {
    const { urn, compared } = fact;
    const { permissions } = compared;
    if (permissions && administrator(permissions).answer === "yes") this.edge(urn, this.administrator(), "is", "");
    for (const { words, administers } of azureEscalations(fact)) {
      if (!administers) continue;
      const sort = administers.at === "once" ? "is" : "can escalate to";
      this.edge(urn, this.administratorOf(administers.scope), sort, words);
    }
  }

  climb({ urn, identity, paths }: AwsEscalation): void {
    const from = identity ?? urn;
    if (!this.nodes.has(from)) return;
    for (const path of paths) {
      const held = typeof path.target === "object" ? this.identities.get(path.target.name) : undefined;
      const to = held ?? (path.reach === "administrator" ? this.administrator() : undefined);
      if (to !== undefined && to !== from) this.edge(from, to, "can escalate to", escalationWords(path, this.describe));
    }
  }

  private administrator(): string {
    return this.node({
      id: ADMINISTRATOR,
      sort: "administrator",
      label: "administrator",
      subject: "everything in the account",
    });
  }

  /** Of Azure: each subscription has its own. */
  private administratorOf(scope: string): string {
    return this.node({
      id: `${ADMINISTRATOR} of ${scope}`,
      sort: "administrator",
      label: ADMINISTRATOR,
      subject: this.describe(`everything in ${scope}`),
    });
  }

  /** An identity of the stack by the name that forms give it, or somebody outside. */
  private named(text: string): string {
    return this.identityNamed(text) ?? this.outsider(text);
  }

  private identityNamed(text: string): string | undefined {
    const name = /^\$\{([^}]*)\}$/.exec(text)?.[1];
    if (name === undefined) return undefined;
    return this.identities.get(name) ?? this.identities.get(name.replace(/^\S+\.\S+ |\.\w+$/, ""));
  }

  private outsider(label: string): string {
    return this.node({ id: `outside ${label}`, sort: "outsider", label, subject: "outside the stack" });
  }

  private reach(urn: string, target: string, how: string, form: Form | undefined): void {
    const identity = this.identityNamed(target);
    if (identity !== undefined && identity !== urn && form && "allow" in form && passes(form))
      this.edge(urn, identity, "may pass", how);
    else if (identity !== undefined && identity !== urn) this.edge(urn, identity, "reaches", how);
    else if (identity === undefined) {
      const label = labelOf(target);
      const id = this.node({ id: `resource ${label}`, sort: "resource", label, subject: "what privileges reach" });
      this.edge(urn, id, "reaches", how);
    }
  }
}

function passes({ allow = [] }: StatementForm): boolean {
  return allow.some((action) => action.toLowerCase() === "iam:passrole");
}

/** Whom a form lets in; a Deny lets nobody in. */
function principalsOf(form: Form): readonly string[] {
  if ("issuer" in form) return [`${form.subject ?? form.claims ?? "any subject"} of ${form.issuer}`];
  if ("policy" in form || "role" in form || form.deny || form.denyAllBut) return [];
  if (form.toAllBut) return ["everyone but some"];
  return Object.entries(form.to ?? {}).flatMap(([type, values]) =>
    type === "any" ? [EVERYONE] : values.map((value) => (type === "AWS" && value === "*" ? EVERYONE : value)),
  );
}

const EVERYONE = "everyone";

interface Target {
  readonly target: string;
  readonly how: string;
}

function targetsOf(form: Form): readonly Target[] {
  if ("policy" in form) return [{ target: `what ${policyName(form.policy)} permits`, how: form.policy }];
  if ("role" in form) return [{ target: form.on, how: form.role }];
  if ("issuer" in form || form.deny || form.denyAllBut) return [];
  const how = form.allow ? shortened(form.allow) : `everything but ${shortened(form.allowAllBut ?? [])}`;
  if (!form.on) return [{ target: "everything but some resources", how }];
  return form.on.map((target) => ({ target: target === "*" ? everything(form) : target, how }));
}

/** What `*` stands for, by the services whose actions are allowed on it. */
function everything({ allow }: StatementForm): string {
  const services = [...new Set((allow ?? ["*"]).map((action) => action.split(":")[0] ?? "*"))];
  return services.length > 2 || services.includes("*") ? "every resource" : `everything of ${services.join(" and ")}`;
}

function policyName(policy: string): string {
  return policy.replace(/^.*\//, "");
}

/** A resource without what narrows it down, so that one bucket is one node: `s3 uploads` of `arn:aws:s3:::uploads/in/*`. */
function labelOf(target: string): string {
  const own = /^\$\{([^}]*)\}/.exec(target)?.[1];
  if (own !== undefined) return own;
  const [, service = "", resource = ""] = /^arn:[^:]*:([^:]*):[^:]*:[^:]*:(.*)$/s.exec(target) ?? [];
  if (service === "") return target;
  const kind = /^(?:bucket|table|secret|key|role|function|log-group|queue|parameter)[/:][^/:]+/.exec(resource)?.[0];
  return `${service} ${kind ?? (service === "s3" ? resource.replace(/\/.*$/s, "") : resource)}`;
}

const SHOWN = 3;

function shortened(texts: readonly string[]): string {
  if (texts.length <= SHOWN) return texts.join(", ");
  return `${texts.slice(0, SHOWN).join(", ")} and ${texts.length - SHOWN} more`;
}
