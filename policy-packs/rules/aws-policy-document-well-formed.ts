import { actionNames } from "../../identity/aws/actions/misspelt-actions";
import { unusableActions } from "../../identity/aws/actions/unusable-actions";
import { documentFaults, type DocumentFault } from "../../identity/aws/document/faults";
import { unknown } from "../../identity/knowledge";
import type { AwsPolicyDocument } from "../facts/aws/policy-document";
import { defineRule, undetermined } from "../judge/rule";

const WHY = "IAM refuses the document, or reads it otherwise than it was meant";
const POLICY = "aws:iam/policy:Policy";

function policy(statement: object) {
  return { policy: { "fn::toJSON": { Version: "2012-10-17", Statement: [statement] } } };
}

/** A grant without effect is noticed when it is missed, a denial without effect is not. */
function withoutEffect(effect: "Allow" | "Deny"): "low" | "medium" {
  return effect === "Deny" ? "medium" : "low";
}

const KINDS = {
  object: "objects",
  bucket: "buckets",
  resource: "resources of another kind",
  everything: "`*` alone",
} as const;

/** What the document's service refuses, and what it takes in another sense. */
function* problemsOf({ path, document, attached, size, foreign }: AwsPolicyDocument): Iterable<DocumentFault> {
  const whole = { place: path, effect: "Allow" } as const;
  for (const problem of document.problems) yield { ...problem, effect: "Allow" };
  yield* documentFaults(document, attached);
  if (foreign !== undefined) yield { ...whole, expected: "the characters of Latin-1", found: foreign };
  // Of several policies that are too long together, the first one that goes beyond is told.
  if (size && size.least > size.longest && size.before <= size.longest) {
    const together = size.before > 0 ? " with those before it" : "";
    yield { ...whole, expected: `at most ${size.longest} characters${together}`, found: `at least ${size.least}` };
  }
}

export const awsPolicyDocumentWellFormed = defineRule({
  name: "aws-policy-document-well-formed",
  title: "Policy documents are well-formed",
  severity: "high",
  enforcement: "mandatory",
  duty: { text: "Write permissions that mean what they say", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI6", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:AC-3"],
  judges: "aws-policy-document",
  options: {},
  messages: {
    malformed: "`{place}` is malformed, expected {expected}, found {found}",
    idle: "`{place}` does not do what it says, expected {expected}, found {found}",
    unusable: "`{place}` has no effect, as `{action}` acts on {lacks} and `Resource` names none",
    misspelt: "`{place}` is no action that AWS has, and the nearest is `{nearest}`",
    "no-action": "`{place}` is no action that AWS has, nor named as AWS names its actions",
  },
  question: "whether the policy document is well-formed",
  why: WHY,
  fix: "Write the element as the grammar of the IAM policy language has it: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html.",
  *judge(fact) {
    const { urn, path, document, size } = fact;
    for (const { place, expected, found, effect, idle } of problemsOf(fact)) {
      const problem = { verdict: "violation", at: { urn, path: place }, values: { place, expected, found } } as const;
      if (idle) yield { ...problem, message: "idle", severity: withoutEffect(effect) };
      else yield { ...problem, message: "malformed" };
    }
    const { misspelt, notKnown } = actionNames(document);
    for (const { place, effect, nearest } of misspelt) {
      const problem = { verdict: "violation", at: { urn, path: place }, severity: withoutEffect(effect) } as const;
      if (nearest === undefined) yield { ...problem, message: "no-action", values: { place } };
      else yield { ...problem, message: "misspelt", values: { place, nearest } };
    }
    for (const statement of document.statements) {
      const severity = withoutEffect(statement.effect.state === "known" ? statement.effect.value : "Allow");
      for (const { place, action, lacks } of unusableActions(statement)) {
        const values = { place, action, lacks: KINDS[lacks] };
        yield { verdict: "violation", message: "unusable", at: { urn, path: place }, values, severity };
      }
    }
    // A name that may be newer than the list of actions known here must not block.
    for (const part of notKnown) yield undetermined(urn, part);
    if (size?.unlessRaised !== undefined && size.least > size.unlessRaised && size.least <= size.longest) {
      const because = `longer than ${size.unlessRaised} characters, which IAM takes where the account's quota was raised`;
      yield undetermined(urn, unknown(path, because), { key: `${path} length` });
    }
    const [open] = document.unknowns;
    if (open) yield undetermined(urn, open, { key: `${path} unknown` });
  },
  examples: [
    {
      title: "An effect in lower case",
      resources: {
        reader: { type: POLICY, properties: policy({ Effect: "allow", Action: "s3:GetObject", Resource: "*" }) },
      },
      findings: [
        {
          resource: "reader",
          path: "policy.Statement[0].Effect",
          verdict: "violation",
          message: `\`policy.Statement[0].Effect\` is malformed, expected \`Allow\` or \`Deny\`, found another text: ${WHY}`,
        },
      ],
    },
    {
      title: "The effect as IAM knows it",
      resources: {
        reader: { type: POLICY, properties: policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }) },
      },
      findings: [],
    },
    {
      title: "A text that ends too early",
      resources: { reader: { type: POLICY, properties: { policy: '{"Version":"2012-10-17","Statement":[' } } },
      findings: [
        {
          resource: "reader",
          path: "policy",
          verdict: "violation",
          message: `\`policy\` is malformed, expected a JSON document, found the end at line 1, column 38: ${WHY}`,
        },
      ],
    },
    {
      title: "The text in full",
      resources: {
        reader: {
          type: POLICY,
          properties: {
            policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}',
          },
        },
      },
      findings: [],
    },
    {
      title: "A bucket's policy that does not say for whom",
      resources: {
        uploads: {
          type: "aws:s3/bucketPolicy:BucketPolicy",
          properties: {
            bucket: "shop-uploads",
            ...policy({ Effect: "Deny", Action: "s3:DeleteBucket", Resource: "arn:aws:s3:::shop-uploads" }),
          },
        },
      },
      findings: [
        {
          resource: "uploads",
          path: "policy.Statement[0].Principal",
          verdict: "violation",
          message: `\`policy.Statement[0].Principal\` is malformed, expected \`Principal\` in a policy of a resource, found nothing: ${WHY}`,
        },
      ],
    },
    {
      title: "A bucket's policy for everyone",
      resources: {
        uploads: {
          type: "aws:s3/bucketPolicy:BucketPolicy",
          properties: {
            bucket: "shop-uploads",
            ...policy({
              Effect: "Deny",
              Principal: "*",
              Action: "s3:DeleteBucket",
              Resource: "arn:aws:s3:::shop-uploads",
            }),
          },
        },
      },
      findings: [],
    },
    {
      title: "A misspelt action",
      resources: {
        reader: { type: POLICY, properties: policy({ Effect: "Allow", Action: "s3:GetObjet", Resource: "*" }) },
      },
      findings: [
        {
          resource: "reader",
          path: "policy.Statement[0].Action",
          verdict: "violation",
          message: `\`policy.Statement[0].Action\` is no action that AWS has, and the nearest is \`s3:GetObject\`: ${WHY}`,
        },
      ],
    },
    {
      title: "The action, whose case does not matter",
      resources: {
        reader: { type: POLICY, properties: policy({ Effect: "Allow", Action: "S3:getobject", Resource: "*" }) },
      },
      findings: [],
    },
    {
      title: "An action that may be newer than the list of actions known here",
      resources: {
        reader: { type: POLICY, properties: policy({ Effect: "Allow", Action: "s3:GetObjects", Resource: "*" }) },
      },
      findings: [
        {
          resource: "reader",
          path: "policy.Statement[0].Action",
          verdict: "undetermined",
          message:
            "cannot tell whether the policy document is well-formed: `policy.Statement[0].Action` is no action among those that AWS had on 2026-09-26; the nearest is `s3:GetObject`",
        },
      ],
    },
    {
      title: "Reading objects, on the ARN of their bucket",
      resources: {
        reader: {
          type: POLICY,
          properties: policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::uploads" }),
        },
      },
      findings: [
        {
          resource: "reader",
          path: "policy.Statement[0].Action",
          verdict: "violation",
          message: `\`policy.Statement[0].Action\` has no effect, as \`s3:GetObject\` acts on objects and \`Resource\` names none: ${WHY}`,
        },
      ],
    },
    {
      title: "Reading objects, on the ARN of the objects",
      resources: {
        reader: {
          type: POLICY,
          properties: policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::uploads/*" }),
        },
      },
      findings: [],
    },
    {
      title: "Looking at instances, on the ARNs of some",
      resources: {
        reader: {
          type: POLICY,
          properties: policy({
            Effect: "Allow",
            Action: "ec2:DescribeInstances",
            Resource: "arn:aws:ec2:eu-central-1:111122223333:instance/i-1a2b3c4d",
          }),
        },
      },
      findings: [
        {
          resource: "reader",
          path: "policy.Statement[0].Action",
          verdict: "violation",
          message: `\`policy.Statement[0].Action\` has no effect, as \`ec2:DescribeInstances\` acts on \`*\` alone and \`Resource\` names none: ${WHY}`,
        },
      ],
    },
    {
      title: "Looking at instances, as the action is granted",
      resources: {
        reader: {
          type: POLICY,
          properties: policy({ Effect: "Allow", Action: "ec2:DescribeInstances", Resource: "*" }),
        },
      },
      findings: [],
    },
    {
      title: "A name that is no action's",
      resources: {
        reader: { type: POLICY, properties: policy({ Effect: "Allow", Action: "s3:EverythingThere", Resource: "*" }) },
      },
      findings: [
        {
          resource: "reader",
          path: "policy.Statement[0].Action",
          verdict: "violation",
          message: `\`policy.Statement[0].Action\` is no action that AWS has, nor named as AWS names its actions: ${WHY}`,
        },
      ],
    },
    {
      title: "A pattern for some actions",
      resources: {
        reader: { type: POLICY, properties: policy({ Effect: "Allow", Action: "s3:Get*", Resource: "*" }) },
      },
      findings: [],
    },
    {
      title: "A condition that takes a wildcard as it is written",
      resources: {
        reader: {
          type: POLICY,
          properties: policy({
            Effect: "Deny",
            Action: "s3:GetObject",
            Resource: "*",
            Condition: { StringEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/guest-*" } },
          }),
        },
      },
      findings: [
        {
          resource: "reader",
          path: 'policy.Statement[0].Condition.StringEquals["aws:PrincipalArn"]',
          verdict: "violation",
          message: `\`policy.Statement[0].Condition.StringEquals["aws:PrincipalArn"]\` does not do what it says, expected \`StringLike\` for a value with \`*\`, found \`StringEquals\`, which takes it as it is written: ${WHY}`,
        },
      ],
    },
    {
      title: "The condition with an operator that knows wildcards",
      resources: {
        reader: {
          type: POLICY,
          properties: policy({
            Effect: "Deny",
            Action: "s3:GetObject",
            Resource: "*",
            Condition: { StringLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/guest-*" } },
          }),
        },
      },
      findings: [],
    },
    {
      title: "An account of eleven digits",
      resources: {
        reader: {
          type: POLICY,
          properties: policy({
            Effect: "Allow",
            Action: "sqs:SendMessage",
            Resource: "arn:aws:sqs:eu-central-1:11112222333:orders",
          }),
        },
      },
      findings: [
        {
          resource: "reader",
          path: "policy.Statement[0].Resource",
          verdict: "violation",
          message: `\`policy.Statement[0].Resource\` is malformed, expected an account of 12 digits in the ARN's fifth segment, found 11 digits: ${WHY}`,
        },
      ],
    },
    {
      title: "The account in full",
      resources: {
        reader: {
          type: POLICY,
          properties: policy({
            Effect: "Allow",
            Action: "sqs:SendMessage",
            Resource: "arn:aws:sqs:eu-central-1:111122223333:orders",
          }),
        },
      },
      findings: [],
    },
    {
      title: "A document that is not known yet",
      resources: { reader: { type: POLICY, properties: { policy: { "fn::unknown": true } } } },
      findings: [
        {
          resource: "reader",
          path: "policy",
          verdict: "undetermined",
          message: "cannot tell whether the policy document is well-formed: `policy` is not known before deployment",
        },
      ],
    },
  ],
});
