import { onlyAccount } from "../../identity/aws/document/arn";
import { narrowingsOf } from "../../identity/aws/conditions/conditions";
import type { Unknown } from "../../identity/knowledge";
import type { Narrower } from "../../identity/narrower";
import { defineRule, undetermined } from "../judge/rule";

const WHY = "no policy document shows it, and no credential of yours is needed for it";
const PERMISSION = "aws:lambda/permission:Permission";

function permission(more: object) {
  const properties = { function: "orders", action: "lambda:InvokeFunction", principal: "*", ...more };
  return { orders: { type: PERMISSION, properties } };
}

export const awsGrantWithoutDocumentNotPublic = defineRule({
  name: "aws-grant-without-document-not-public",
  title: "No grant without a policy document lets everyone in",
  severity: "high",
  enforcement: "mandatory",
  duty: { text: "Name who may use each resource", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI6", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:AC-3"],
  judges: "aws-direct-grant",
  options: {},
  messages: {
    everyone: "`{path}` lets everyone {allows}",
    service: "`{path}` lets `{service}` {allows} for every account, as no `sourceArn` or `sourceAccount` names one",
  },
  question: "whether the grant is for everyone",
  why: WHY,
  fix: "Name the accounts, the organisation or the source that needs the grant; let a function URL authorise by `AWS_IAM`, and keep objects private.",
  *judge({ urn, path, toEveryone, service, allows, conditions, shut, accounts }, { settings }) {
    if (toEveryone.state === "absent") return;
    if (toEveryone.state === "known" && !toEveryone.value && service === undefined) return;
    if (shut.state === "known" && shut.value) return;
    const left = narrowingsOf(conditions, "2012-10-17");
    if (left.includes("narrowing")) return;
    const open = [toEveryone, ...left, shut].find(isUnknown);
    const at = { urn, path };
    if (open) {
      yield undetermined(urn, open, { key: path });
    } else if (service === undefined) {
      const narrower = shutAt(path) ?? toOrganisation(allows, settings.trustedOrganisations);
      yield { verdict: "violation", message: "everyone", at, values: { path, allows }, ...(narrower && { narrower }) };
    } else {
      const account = onlyAccount([...accounts, ...settings.ownAccounts]);
      const change = { path: "sourceAccount", value: account ?? "ACCOUNT" };
      const narrower = { changes: [change], ...(account === undefined && { fillIn: ["ACCOUNT"] }) } as const;
      const values = { path, allows, service };
      yield { verdict: "violation", message: "service", at, values, severity: "medium", narrower };
    }
  },
  examples: [
    {
      title: "A function that everyone may invoke",
      resources: permission({}),
      findings: [
        {
          resource: "orders",
          path: "principal",
          verdict: "violation",
          message: `\`principal\` lets everyone invoke the function: ${WHY}`,
        },
      ],
    },
    {
      title: "A function that the organisation may invoke",
      resources: permission({ principalOrgId: "o-a1b2c3d4e5" }),
      findings: [],
    },
    {
      title: "A function that every bucket of the world may invoke",
      resources: permission({ sourceArn: "arn:aws:s3:::*" }),
      findings: [
        {
          resource: "orders",
          path: "principal",
          verdict: "violation",
          message: `\`principal\` lets everyone invoke the function: ${WHY}`,
        },
      ],
    },
    {
      title: "A function that one bucket may invoke",
      resources: permission({ sourceArn: "arn:aws:s3:::shop-orders" }),
      findings: [],
    },
    {
      title: "A function that S3 may invoke, for whatever bucket",
      resources: permission({ principal: "s3.amazonaws.com" }),
      findings: [
        {
          resource: "orders",
          path: "principal",
          verdict: "violation",
          message: `\`principal\` lets \`s3.amazonaws.com\` invoke the function for every account, as no \`sourceArn\` or \`sourceAccount\` names one: ${WHY}`,
        },
      ],
    },
    {
      title: "A function that S3 may invoke for one account",
      resources: permission({ principal: "s3.amazonaws.com", sourceAccount: "111122223333" }),
      findings: [],
    },
    {
      title: "A function that something unknown may invoke",
      resources: permission({ sourceArn: { "fn::unknown": true } }),
      findings: [
        {
          resource: "orders",
          path: "sourceArn",
          verdict: "undetermined",
          message: "cannot tell whether the grant is for everyone: `sourceArn` is not known before deployment",
        },
      ],
    },
    {
      title: "A function URL without authorisation",
      resources: {
        orders: {
          type: "aws:lambda/functionUrl:FunctionUrl",
          properties: { functionName: "orders", authorizationType: "NONE" },
        },
      },
      findings: [
        {
          resource: "orders",
          path: "authorizationType",
          verdict: "violation",
          message: `\`authorizationType\` lets everyone invoke the function by its URL: ${WHY}`,
        },
      ],
    },
    {
      title: "A function URL for callers with permission",
      resources: {
        orders: {
          type: "aws:lambda/functionUrl:FunctionUrl",
          properties: { functionName: "orders", authorizationType: "AWS_IAM" },
        },
      },
      findings: [],
    },
    {
      title: "A database snapshot that is shared with all accounts",
      resources: {
        orders: {
          type: "aws:rds/snapshot:Snapshot",
          properties: {
            dbInstanceIdentifier: "orders",
            dbSnapshotIdentifier: "orders-2026",
            sharedAccounts: ["111122223333", "all"],
          },
        },
      },
      findings: [
        {
          resource: "orders",
          path: "sharedAccounts[1]",
          verdict: "violation",
          message: `\`sharedAccounts[1]\` lets everyone copy the snapshot and read its data: ${WHY}`,
        },
      ],
    },
    {
      title: "A database snapshot that is shared with two accounts",
      resources: {
        orders: {
          type: "aws:rds/snapshot:Snapshot",
          properties: {
            dbInstanceIdentifier: "orders",
            dbSnapshotIdentifier: "orders-2026",
            sharedAccounts: ["111122223333", "444455556666"],
          },
        },
      },
      findings: [],
    },
    {
      title: "A bucket whose ACL lets everyone read it, as nothing ignores public ACLs",
      resources: {
        website: { type: "aws:s3/bucket:Bucket" },
        "website-acl": {
          type: "aws:s3/bucketAcl:BucketAcl",
          properties: { bucket: "${website.id}", acl: "public-read" },
        },
        "website-block": {
          type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
          properties: { bucket: "${website.id}", ignorePublicAcls: false },
        },
      },
      findings: [
        {
          resource: "website-acl",
          path: "acl",
          verdict: "violation",
          message: `\`acl\` lets everyone use what the ACL grants: ${WHY}`,
        },
      ],
    },
    {
      title: "The same with public ACLs ignored",
      resources: {
        website: { type: "aws:s3/bucket:Bucket" },
        "website-acl": {
          type: "aws:s3/bucketAcl:BucketAcl",
          properties: { bucket: "${website.id}", acl: "public-read" },
        },
        "website-block": {
          type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
          properties: { bucket: "${website.id}", ignorePublicAcls: true },
        },
      },
      findings: [],
    },
  ],
});

function isUnknown(answer: string | { readonly state: string }): answer is Unknown {
  return typeof answer === "object" && answer.state === "unknown";
}

/** What keeps everyone out where a property has a value for that; who should be let in instead shows nowhere. */
function shutAt(path: string): Narrower | undefined {
  if (/(^|\.)auth(orization)?Type$/.test(path)) return { changes: [{ path, value: "AWS_IAM" }] };
  if (/(^|\.)acl$/.test(path)) return { changes: [{ path, value: "private" }] };
  return /\[\d+\]$/.test(path) ? { changes: [{ path }] } : undefined;
}

/** A permission for everyone can be held to one organisation. */
function toOrganisation(allows: string, [organisation, ...others]: readonly string[]): Narrower | undefined {
  if (allows !== "invoke the function" || organisation === undefined || others.length > 0) return undefined;
  return { changes: [{ path: "principalOrgId", value: organisation }] };
}
