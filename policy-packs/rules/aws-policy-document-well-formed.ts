import { actionNames } from "../../identity/aws/actions/misspelt-actions";
import { unusableActions } from "../../identity/aws/actions/unusable-actions";
import { defineRule, undetermined } from "../judge/rule";

const WHY = "IAM refuses the document, or reads it otherwise than it was meant";
const POLICY = "aws:iam/policy:Policy";

function policy(statement: object) {
  return { policy: { "fn::toJSON": { Version: "2012-10-17", Statement: [statement] } } };
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
    unusable: "`{place}` has no effect, as `{action}` acts on {lacks}s and `Resource` names none",
    misspelt: "`{place}` is no action that AWS has, and the nearest is `{nearest}`",
  },
  question: "whether the policy document is well-formed",
  why: WHY,
  fix: "Write the element as the grammar of the IAM policy language has it: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html.",
  *judge({ urn, path, document }) {
    for (const { place, expected, found } of document.problems) {
      yield {
        verdict: "violation",
        message: "malformed",
        at: { urn, path: place },
        values: { place, expected, found },
      };
    }
    const { misspelt, notKnown } = actionNames(document);
    for (const { place, effect, nearest } of misspelt) {
      // A grant without effect is noticed when it is missed, a denial without effect is not.
      const severity = effect === "Deny" ? "medium" : "low";
      yield {
        verdict: "violation",
        message: "misspelt",
        at: { urn, path: place },
        values: { place, nearest },
        severity,
      };
    }
    for (const statement of document.statements) {
      for (const { place, action, lacks } of unusableActions(statement)) {
        const isDenial = statement.effect.state === "known" && statement.effect.value === "Deny";
        yield {
          verdict: "violation",
          message: "unusable",
          at: { urn, path: place },
          values: { place, action, lacks },
          severity: isDenial ? "medium" : "low",
        };
      }
    }
    // A name that may be newer than the list of actions known here must not block.
    for (const part of notKnown) yield undetermined(urn, part);
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
