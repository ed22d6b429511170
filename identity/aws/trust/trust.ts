/**
 * Does a role's trust policy let everyone become the role? What letting everyone in is, `openness.ts` says; here it is
 * asked of the actions that make a session of the role.
 *
 * An external id does not narrow who may call: it is no secret by AWS's own words, and everyone who knows it meets it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
 */
import type { Unknown } from "../../knowledge";
import type { PolicyDocument } from "../document/document";
import { openTo, type Opening } from "./openness";

export type Openness =
  | (Opening & {
      readonly answer: "everyone";
      /** True where nothing but an external id stands in the way. */
      readonly externalIdOnly: boolean;
    })
  | { readonly answer: "some" }
  | { readonly answer: "undetermined"; readonly unknowns: readonly Unknown[] };

const ASSUMING = ["sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"];

/** Whether everyone may assume a role with this trust policy. */
export function openness(document: PolicyDocument): Openness {
  const result = openTo(document, ASSUMING);
  if (result.answer !== "everyone") return result;
  const [opening] = result.openings;
  const { conditions } = opening.statement;
  const externalIdOnly = conditions.some(({ key }) => key.toLowerCase() === "sts:externalid");
  return { answer: "everyone", ...opening, externalIdOnly };
}
