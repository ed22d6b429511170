import { DUTY_TAGS, tagKeys } from "../../identity/accountability";
import { listed, quoted } from "../../identity/words";
import { defineRule, undetermined, type RuleContext } from "../judge/rule";

export const resourceTagsComplete = defineRule({
  name: "resource-tags-complete",
  title: "Every resource that can carry tags carries the mandatory ones",
  severity: "medium",
  enforcement: "mandatory",
  duty: { text: "Mark every resource with the tags that the organisation demands", side: "customer" },
  controls: ["NIST-CSF-2.0:ID.AM-08", "NIST-800-53r5:CM-8"],
  judges: "tagged-resource",
  options: {},
  messages: {
    missing: "{tags} missing or empty",
    miscased: "{tags} missing or empty, and AWS keys tell upper from lower case ({found})",
  },
  question: "whether it carries the mandatory tags",
  why: "what bears no marks of its owner, environment and purpose cannot be inventoried, isolated or retired",
  fix: "Add them to `tags`; in AWS, `defaultTags` of the provider add them to all of its resources.",
  *judge({ urn, tags, mandated }, { settings }) {
    const missing: string[] = [];
    const unseen = new Map<string, ReturnType<typeof undetermined>>();
    for (const tag of settings.mandatoryTags) {
      if (mandated && isJudgedAsDuty(tag, settings)) continue;
      const readings = tagKeys(tag, settings.tagAliases).map(tags.at);
      if (readings.some((reading) => reading.state === "known" && reading.value.trim() !== "")) continue;
      const open = readings.find((reading) => reading.state === "unknown");
      if (open?.state === "unknown") unseen.set(open.path, undetermined(urn, open));
      else missing.push(tag);
    }
    yield* unseen.values();
    if (missing.length === 0) return;
    const found = tags.keys.filter((key) => missing.some((tag) => tag !== key && isSameButCase(tag, key)));
    yield {
      verdict: "violation",
      message: found.length === 0 ? "missing" : "miscased",
      at: { urn, path: tags.path },
      values: { tags: missingTags(missing), found: `found ${listed(quoted(found))}` },
      key: "mandatory-tags",
    };
  },
  examples: [
    {
      title: "A bucket that lacks two mandatory tags",
      resources: {
        uploads: { type: "aws:s3/bucket:Bucket", properties: { tags: { owner: "team-payments" } } },
      },
      findings: [
        {
          resource: "uploads",
          path: "tags",
          verdict: "violation",
          message:
            "the tags `environment` and `purpose` are missing or empty: what bears no marks of its owner, environment and purpose cannot be inventoried, isolated or retired",
        },
      ],
    },
    {
      title: "A bucket that gets them from the provider",
      resources: {
        prod: {
          type: "pulumi:providers:aws",
          properties: { defaultTags: { "fn::toJSON": { tags: { environment: "prod", purpose: "receipts" } } } },
        },
        uploads: {
          type: "aws:s3/bucket:Bucket",
          properties: { tags: { owner: "team-payments" } },
          options: { provider: "prod" },
        },
      },
      findings: [],
    },
    {
      title: "A bucket whose provider's default tags are settled by the deployment",
      resources: {
        prod: { type: "pulumi:providers:aws", properties: { defaultTags: { "fn::unknown": true } } },
        uploads: {
          type: "aws:s3/bucket:Bucket",
          properties: { tags: { owner: "team-payments" } },
          options: { provider: "prod" },
        },
      },
      findings: [
        {
          resource: "uploads",
          path: "tags",
          verdict: "undetermined",
          message:
            "cannot tell whether it carries the mandatory tags: `tags` is merged with the default tags of the provider `prod`, which are not known before deployment",
        },
      ],
    },
    {
      title: "An Auto Scaling group, which gets no default tags",
      resources: {
        prod: {
          type: "pulumi:providers:aws",
          properties: { defaultTags: { tags: { owner: "team-payments", environment: "prod", purpose: "render" } } },
        },
        workers: { type: "aws:autoscaling/group:Group", properties: { maxSize: 3 }, options: { provider: "prod" } },
      },
      findings: [
        {
          resource: "workers",
          path: "tags",
          verdict: "violation",
          message:
            "the tags `owner`, `environment` and `purpose` are missing or empty: what bears no marks of its owner, environment and purpose cannot be inventoried, isolated or retired",
        },
      ],
    },
    {
      title: "An Auto Scaling group with a list of tags",
      resources: {
        workers: {
          type: "aws:autoscaling/group:Group",
          properties: {
            maxSize: 3,
            tags: [
              { key: "owner", value: "team-payments", propagateAtLaunch: true },
              { key: "environment", value: "prod", propagateAtLaunch: true },
              { key: "purpose", value: "render", propagateAtLaunch: true },
            ],
          },
        },
      },
      findings: [],
    },
    {
      title: "A key that AWS takes for another",
      resources: {
        uploads: {
          type: "aws:s3/bucket:Bucket",
          properties: { tags: { owner: "team-payments", Environment: "prod", purpose: "receipts" } },
        },
      },
      findings: [
        {
          resource: "uploads",
          path: "tags",
          verdict: "violation",
          message:
            "the tag `environment` is missing or empty, and AWS keys tell upper from lower case (found `Environment`): what bears no marks of its owner, environment and purpose cannot be inventoried, isolated or retired",
        },
      ],
    },
    {
      title: "The same key on Azure, which compares without regard to case",
      resources: {
        uploads: {
          type: "azure-native:storage:StorageAccount",
          properties: { tags: { owner: "team-payments", Environment: "prod", purpose: "receipts" } },
        },
      },
      findings: [],
    },
    {
      title: "A role, whose owner and purpose the rules on identities ask for",
      resources: { uploader: { type: "aws:iam/role:Role", properties: { tags: { team: "payments" } } } },
      findings: [
        {
          resource: "uploader",
          path: "tags",
          verdict: "violation",
          message:
            "the tag `environment` is missing or empty: what bears no marks of its owner, environment and purpose cannot be inventoried, isolated or retired",
        },
      ],
    },
    {
      title: "A role with an environment",
      resources: { uploader: { type: "aws:iam/role:Role", properties: { tags: { environment: "prod" } } } },
      findings: [],
    },
    {
      title: "A resource that cannot carry tags",
      resources: {
        attachment: { type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment", properties: { role: "uploader" } },
      },
      findings: [],
    },
  ],
});

/** Rules on identities say where a duty is not stated; one that a default states is still missing as a tag. */
function isJudgedAsDuty(tag: string, { duties, accountabilityDefaults }: RuleContext["settings"]): boolean {
  const isDuty = Object.values<string>(DUTY_TAGS).includes(tag);
  return isDuty && duties[tag]?.required !== false && !Object.hasOwn(accountabilityDefaults, tag);
}

function missingTags(tags: readonly string[]): string {
  return `the tag${tags.length === 1 ? "" : "s"} ${listed(quoted(tags))} ${tags.length === 1 ? "is" : "are"}`;
}

function isSameButCase(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
