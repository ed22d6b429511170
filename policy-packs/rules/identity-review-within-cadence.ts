import { LONGEST_REVIEW_DAYS } from "../../identity/lifetime";
import { dutyStatement } from "../../identity/accountability";
import { daysUntil, readDay } from "../../identity/calendar-day";
import type { Gravity } from "../../identity/gravity";
import { defineRule, undetermined } from "../judge/rule";
import { shownDay, violationsOf } from "../stated-duty";

const WHY = "the more an identity can do, the more is lost while nobody looks at it";
const TRUST = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
};

function role(reviewDate: unknown) {
  const properties = {
    name: "deployer",
    assumeRolePolicy: { "fn::toJSON": TRUST },
    tags: { "review-date": reviewDate },
  };
  return { type: "aws:iam/role:Role", properties };
}

function policy(document: unknown) {
  return { type: "aws:iam/rolePolicy:RolePolicy", properties: { role: "${deployer.name}", policy: document } };
}

function allow(action: string, resource: string) {
  return {
    "fn::toJSON": { Version: "2012-10-17", Statement: { Effect: "Allow", Action: action, Resource: resource } },
  };
}

function tooLate(words: string) {
  const message = `\`tags.review-date\` of the IAM role is ${words}: ${WHY}`;
  return { resource: "deployer", path: "tags.review-date", verdict: "violation", message } as const;
}

export const identityReviewWithinCadence = defineRule({
  name: "identity-review-within-cadence",
  title: "An identity is reviewed the sooner the more it can do",
  severity: "medium",
  enforcement: "mandatory",
  duty: { text: "Review powerful identities more often than others", side: "customer" },
  controls: [
    "NIST-CSF-2.0:PR.AA-05",
    "NIST-800-53r5:AC-2",
    "NIST-800-53r5:AC-6(7)",
    "ISO-27002-2022:8.2",
    "CIS-CONTROLS-8:5.5",
  ],
  judges: "accountability",
  moment: "when-complete",
  options: {
    criticalDays: {
      type: "integer",
      default: 31,
      minimum: 1,
      description:
        "Within how many days an identity is reviewed that may do everything, or grant or change everything in a subscription of Azure.",
      source: "FedRAMP Rev. 5 High baseline, AC-2 (j): monthly for privileged access",
      reviewed: "2026-11-22",
    },
    highDays: {
      type: "integer",
      default: 92,
      minimum: 1,
      description:
        "Within how many days one is reviewed that may change permissions, write or read credentials everywhere in a service of AWS, or holds a privileged role of Azure.",
      source:
        "CIS Controls 8, safeguard 5.5: service accounts are reviewed at least quarterly; FedRAMP Rev. 5 Moderate baseline, AC-2 (j): quarterly for privileged access",
      reviewed: "2026-11-22",
    },
    otherDays: {
      type: "integer",
      default: LONGEST_REVIEW_DAYS,
      minimum: 1,
      description: "Within how many days any other identity, a key or a secret is reviewed.",
      source:
        "PCI DSS 4.0.1, requirement 7.2.4: user accounts are reviewed at least every six months; FedRAMP Rev. 5 High baseline, AC-2 (j): every six months for non-privileged access",
      reviewed: "2026-11-22",
    },
  },
  messages: {
    late: "{place} is {day}, {days} days ahead, where {most} are the most",
    lateForPower: "{place} is {day}, {days} days ahead, where {most} are the most for one that {because}",
  },
  question: "whether it is reviewed soon enough for what it can do",
  why: WHY,
  fix: "Bring `review-date` forward, or take away what makes the identity powerful.",
  *judge({ urn, subject, tags, gravity }, { settings, options, now }) {
    const statement = dutyStatement("reviewDate", (key) => tags.at(key), settings);
    if (statement.state === "unknown") yield undetermined(urn, statement);
    if (statement.state !== "stated") return;
    const review = readDay(statement.by.value);
    if (review.state !== "day") return;
    const limits: Readonly<Record<Gravity, number>> = {
      critical: options.criticalDays,
      high: options.highDays,
      medium: options.otherDays,
    };
    const days = daysUntil(review.at, now);
    if (days <= Math.min(...Object.values(limits))) return;
    const { surely, because, possibly, unknown } = gravity();
    const most = limits[surely];
    if (days > most) {
      const values = { ...shownDay({ by: statement.by, at: review.at }, days), most, because };
      yield violationsOf(urn, subject)(surely === "medium" ? "late" : "lateForPower", statement.by, values);
    } else if (days > limits[possibly] && unknown) yield undetermined(unknown.urn, unknown);
  },
  examples: [
    {
      title: "An administrator who is reviewed in a quarter",
      resources: { deployer: role("2026-04-15"), everything: policy(allow("*", "*")) },
      findings: [tooLate("2026-04-15, 90 days ahead, where 31 are the most for one that may do everything")],
    },
    {
      title: "An administrator who is reviewed in a month",
      resources: { deployer: role("2026-02-15"), everything: policy(allow("*", "*")) },
      findings: [],
    },
    {
      title: "A role that changes permissions and is reviewed in half a year",
      resources: {
        deployer: role("2026-07-15"),
        sharing: policy(allow("s3:PutBucketPolicy", "arn:aws:s3:::uploads")),
      },
      findings: [tooLate("2026-07-15, 181 days ahead, where 92 are the most for one that may do `s3:PutBucketPolicy`")],
    },
    {
      title: "A role that reads one bucket and is reviewed in half a year",
      resources: {
        deployer: role("2026-07-15"),
        reading: policy(allow("s3:GetObject", "arn:aws:s3:::uploads/*")),
      },
      findings: [],
    },
    {
      title: "A role whose policy is settled by the deployment, and that is reviewed in a quarter",
      resources: { deployer: role("2026-04-15"), later: policy({ "fn::unknown": true }) },
      findings: [
        {
          resource: "later",
          path: "policy",
          verdict: "undetermined",
          message:
            "cannot tell whether it is reviewed soon enough for what it can do: `policy` is not known before deployment",
        },
      ],
    },
    {
      title: "The same role, reviewed in a month",
      resources: { deployer: role("2026-02-15"), later: policy({ "fn::unknown": true }) },
      findings: [],
    },
    {
      title: "A key that is reviewed in two years",
      resources: key("2028-01-15"),
      findings: [
        {
          resource: "master",
          path: "tags.review-date",
          verdict: "violation",
          message: `\`tags.review-date\` of the KMS key is 2028-01-15, 730 days ahead, where 184 are the most: ${WHY}`,
        },
      ],
    },
    { title: "A key that is reviewed in half a year", resources: key("2026-07-15"), findings: [] },
    {
      title: "A managed identity that changes everything in a subscription, and is reviewed in a quarter",
      resources: azure("2026-04-15", "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333"),
      findings: [
        {
          resource: "deployer",
          path: "tags.review-date",
          verdict: "violation",
          message: `\`tags.review-date\` of the user-assigned identity is 2026-04-15, 90 days ahead, where 31 are the most for one that can change and delete every resource through \`Contributor\`: ${WHY}`,
        },
      ],
    },
    {
      title: "A managed identity that changes everything in a resource group, and is reviewed in a quarter",
      resources: azure("2026-04-15", "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/resourceGroups/shop"),
      findings: [],
    },
  ],
});

function key(reviewDate: string) {
  return { master: { type: "aws:kms/key:Key", properties: { tags: { "review-date": reviewDate } } } };
}

function azure(reviewDate: string, scope: string) {
  return {
    deployer: {
      type: "azure-native:managedidentity:UserAssignedIdentity",
      properties: { resourceGroupName: "shop", tags: { "review-date": reviewDate } },
    },
    contributor: {
      type: "azure-native:authorization:RoleAssignment",
      properties: {
        principalId: "${deployer.principalId}",
        principalType: "ServicePrincipal",
        roleDefinitionId: "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c",
        scope,
      },
    },
  };
}
