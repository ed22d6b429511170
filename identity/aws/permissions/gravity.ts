/**
 * How grave is it, what the policies of an identity of AWS let it do? See `identity/gravity.ts` for the degrees.
 *
 * A full administrator is critical. What changes permissions is told by the access level that AWS gives each action; what
 * writes or hands out credentials is grave where it is granted on every resource of a service.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
 *
 * INVARIANT: what may yet turn out to be graver says by which part of which grant.
 */
import type { Gravity } from "../../gravity";
import type { Unknown } from "../../knowledge";
import { administrator } from "./administrator";
import { grantedStatements, isElevated, type GrantedStatement, type HasPlace } from "./breadth";
import type { Certainty } from "../document/match";
import type { Permissions } from "./permissions";
import { CREDENTIALS } from "./reach";

/** A degree with what it rests on, and what of it is not known. */
export interface GravityOf<G> {
  readonly surely: Gravity;
  /** Completes "one that …". */
  readonly because: string;
  readonly possibly: Gravity;
  readonly open?: Open<G>;
}

interface Open<G> {
  readonly unknown: Unknown;
  readonly grant: G;
}

/** A grant, and whether a resource in it that is not known yet is single ones all the same. */
interface Scopable extends HasPlace {
  readonly scoped?: true;
}

export function gravityOf<G extends Scopable>(permissions: Permissions<G>): GravityOf<G> {
  const full = administrator(permissions);
  if (full.answer === "yes") return { surely: "critical", because: "may do everything", possibly: "critical" };
  const grave = graveAction(permissions);
  const known = {
    surely: grave === undefined ? "medium" : "high",
    because: grave === undefined ? "holds no power over permissions" : `may do \`${grave}\``,
  } as const;
  if (full.answer === "undetermined") {
    const [open] = full.unknowns;
    return { ...known, possibly: "critical", ...(open && { open }) };
  }
  const open = grave === undefined ? openToMore(permissions) : undefined;
  return open ? { ...known, possibly: "high", open } : { ...known, possibly: known.surely };
}

function graveAction<G extends Scopable>(permissions: Permissions<G>): string | undefined {
  for (const grant of permissions.grants) {
    for (const statement of statementsOf(grant, permissions)) {
      const action = graveIn(statement, "surely");
      if (action !== undefined) return action;
    }
  }
  return undefined;
}

function statementsOf<G extends Scopable>(
  { document, scoped }: G,
  holder: Permissions<G>,
): readonly GrantedStatement<G>[] {
  return grantedStatements<G>({ document, holders: [holder], ...(scoped && { scoped }) });
}

function graveIn<G extends HasPlace>(each: GrantedStatement<G>, certainty: Certainty): string | undefined {
  const changing = [...each.usable(certainty)].find(({ level }) => level === "Permissions management");
  const everywhere = [...each.broad(certainty)].find(
    (action) => CREDENTIALS.has(action.name) || (isElevated(action) && action.scopable),
  );
  return (changing ?? everywhere)?.name;
}

/** What may be grave: a part that is not known, or a grant of which it is not known whether it is this identity's. */
function openToMore<G extends Scopable>(permissions: Permissions<G>): Open<G> | undefined {
  const own = permissions.grants.map((grant) => ({ grant, owner: undefined }));
  const others = (permissions.perhaps?.() ?? []).map((grant) => ({ grant, owner: grant.owner }));
  for (const { grant, owner } of [...own, ...others]) {
    const [hidden] = grant.document.hidden;
    if (hidden) return { grant, unknown: owner ?? hidden };
    const statement = statementsOf(grant, permissions).find((each) => graveIn(each, "possibly") !== undefined);
    const [first] = statement?.unknowns() ?? [];
    const why = owner ?? first?.unknown;
    if (statement && why) return { grant: first?.grant ?? grant, unknown: why };
  }
  return undefined;
}
