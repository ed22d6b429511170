/**
 * Issuers whose subjects list claims, all written out, of which some must be fixed for a subject to be of one workload.
 * What follows them, such as the kind of a run, may be left open.
 */
import type { Grammar, Pinning } from "./grammars";

/** A claim that must be fixed, and who shares the subject where it is not; claims by what stands before their value. */
type Fixed = readonly (readonly [claim: RegExp, who: string])[];

/** A run of characters without what separates claims and without wildcards, as the whole value of a claim. */
const VALUE = "[^:*?]+(?=:|$)";

function listed(fixed: Fixed): (subject: string) => Pinning | undefined {
  return (subject) => {
    const open = fixed.find(([claim]) => !claim.test(subject));
    if (!open) return { state: "exact" };
    return /[*?]/.test(subject) ? { state: "loose", who: open[1] } : undefined;
  };
}

function claim(start: string): RegExp {
  return new RegExp(`^${start}${VALUE}`);
}

export const LISTED_CLAIMS: readonly Grammar[] = [
  {
    // https://docs.spacelift.io/integrations/cloud-providers/oidc
    issuer: "Spacelift",
    issues: /^(https?:\/\/)?[\w-]+\.app(\.\w+)?\.spacelift\.io$/,
    form: "`space:SPACE:stack:STACK:run_type:TYPE:scope:write`",
    mark: /^space:[^:]*:(stack|module)(:|$)/,
    pinning: listed([
      [claim("space:"), "every stack of spaces that it does not name"],
      [claim(`space:${VALUE}:(?:stack|module):`), "every stack of the space"],
    ]),
  },
  {
    // https://vercel.com/docs/oidc/reference
    issuer: "Vercel",
    issues: /^(https?:\/\/)?oidc\.vercel\.com(\/[\w-]+)?$/,
    form: "`owner:TEAM:project:PROJECT:environment:production`",
    mark: /^owner:[^:]*:project(:|$)/,
    customer: /^owner:[^:*?]+:/,
    serves: /^(https?:\/\/)?oidc\.vercel\.com$/,
    pinning: listed([
      [claim("owner:"), "teams that it does not name"],
      [claim(`owner:${VALUE}:project:`), "every project of the team"],
      [claim(`owner:${VALUE}:project:${VALUE}:environment:`), "every environment of the project, previews with them"],
    ]),
  },
  {
    // https://modal.com/docs/guide/oidc-integration
    issuer: "Modal",
    issues: /^(https?:\/\/)?oidc\.modal\.com$/,
    form: "`modal:workspace_id:ID:environment_name:ENVIRONMENT:app_name:APP:function_name:FUNCTION:*`",
    mark: /^modal:workspace_id(:|$)/,
    customer: /^modal:workspace_id:[^:*?]+:/,
    pinning: listed([
      [claim("modal:workspace_id:"), "workspaces that it does not name"],
      [claim(`modal:workspace_id:${VALUE}:environment_name:`), "every environment of the workspace"],
      [claim(`modal:workspace_id:${VALUE}:environment_name:${VALUE}:app_name:`), "every app of the environment"],
    ]),
  },
  {
    // https://fly.io/docs/security/openid-connect/: an organisation has an issuer of its own
    issuer: "Fly.io",
    issues: /^(https?:\/\/)?oidc\.fly\.io\/[\w-]+$/,
    form: "`ORG:APP:*`",
    pinning: listed([
      [claim(""), "organizations that it does not name"],
      [new RegExp(`^${VALUE}:[^:*?]+:`), "every app of the organization"],
    ]),
  },
];
