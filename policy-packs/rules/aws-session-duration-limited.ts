import { defineRule, undetermined } from "../judge/rule";

const WHY = "credentials that leak stay good until the session ends";
const ROLE = "aws:iam/role:Role";
const TRUST = {
  assumeRolePolicy: {
    "fn::toJSON": {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:role/pipeline" }, Action: "sts:AssumeRole" },
      ],
    },
  },
};

export const awsSessionDurationLimited = defineRule({
  name: "aws-session-duration-limited",
  title: "Sessions end soon",
  severity: "low",
  enforcement: "advisory",
  duty: { text: "Keep sessions as short as the work takes", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI7", "NIST-CSF-2.0:PR.AA-01", "NIST-800-53r5:AC-2"],
  judges: "aws-session-duration",
  options: {
    maxSeconds: {
      type: "integer",
      minimum: 900,
      default: 3600,
      description: "The longest session allowed, in seconds.",
      source:
        "AWS, the default of roles, permission sets and Roles Anywhere profiles: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html",
      reviewed: "2026-11-21",
    },
  },
  messages: { long: "sessions of `{name}` may last {seconds} seconds, longer than {limit}" },
  question: "how long sessions last",
  why: WHY,
  fix: "Shorten the session, or leave the property out for one hour; a workload that runs longer renews its credentials.",
  *judge({ urn, name, longest }, { options: { maxSeconds } }) {
    if (longest.state === "unknown") {
      yield undetermined(urn, longest);
    } else if (longest.value > maxSeconds) {
      const seconds = longest.secret === true ? "a secret number of" : longest.value;
      const values = { name, seconds, limit: maxSeconds };
      const { path } = longest;
      const value = path === "sessionDuration" ? durationOf(maxSeconds) : maxSeconds;
      yield {
        verdict: "violation",
        message: "long",
        at: { urn, path },
        values,
        narrower: { changes: [{ path, value }] },
      };
    }
  },
  examples: [
    {
      title: "A role whose sessions last half a day",
      resources: { resizer: { type: ROLE, properties: { ...TRUST, maxSessionDuration: 43200 } } },
      findings: [
        violation("resizer", "maxSessionDuration", "sessions of `resizer` may last 43200 seconds, longer than 3600"),
      ],
    },
    {
      title: "A role that says nothing, so that they last an hour",
      resources: { resizer: { type: ROLE, properties: TRUST } },
      findings: [],
    },
    {
      title: "A permission set for a working day",
      resources: { auditors: permissionSet("PT8H") },
      findings: [
        violation("auditors", "sessionDuration", "sessions of `auditors` may last 28800 seconds, longer than 3600"),
      ],
    },
    {
      title: "A permission set for half an hour",
      resources: { auditors: permissionSet("PT30M") },
      findings: [],
    },
    {
      title: "A role that the configuration allows twelve hours",
      resources: { resizer: { type: ROLE, properties: { ...TRUST, maxSessionDuration: 43200 } } },
      options: { maxSeconds: 43200 },
      findings: [],
    },
    {
      title: "A duration that is not known yet",
      resources: { resizer: { type: ROLE, properties: { ...TRUST, maxSessionDuration: { "fn::unknown": true } } } },
      findings: [
        {
          resource: "resizer",
          path: "maxSessionDuration",
          verdict: "undetermined",
          message: "cannot tell how long sessions last: `maxSessionDuration` is not known before deployment",
        },
      ],
    },
  ],
});

function permissionSet(sessionDuration: string) {
  const instanceArn = "arn:aws:sso:::instance/ssoins-1111222233334444";
  return { type: "aws:ssoadmin/permissionSet:PermissionSet", properties: { instanceArn, sessionDuration } };
}

function violation(resource: string, path: string, what: string) {
  return { resource, path, verdict: "violation", message: `${what}: ${WHY}` } as const;
}

/** As permission sets take it: `PT1H`. */
function durationOf(seconds: number): string {
  if (seconds % 3600 === 0) return `PT${seconds / 3600}H`;
  return seconds % 60 === 0 ? `PT${seconds / 60}M` : `PT${seconds}S`;
}
