import { isOpenValue, pinningOf, type Pinning } from "../../identity/aws/conditions/pinning";
import { trustGrants, type TrustGrant } from "../../identity/aws/trust/grants";
import type { Unknown } from "../../identity/knowledge";
import { defineRule, undetermined } from "../judge/rule";

const WHY =
  "whoever may associate the role with a service account gives it to any workload of any cluster of the account";
const ROLE = "aws:iam/role:Role";
const NAMESPACE = "kubernetes-namespace";
const SERVICE_ACCOUNT = "kubernetes-service-account";

export const awsTrustPodIdentityPinned = defineRule({
  name: "aws-trust-pod-identity-pinned",
  title: "Trust in EKS Pod Identity names the service account",
  severity: "medium",
  enforcement: "advisory",
  duty: { text: "Limit a role for pods to one service account", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI8", "OWASP-NHI-2025:NHI9", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:AC-6"],
  judges: "aws-trust-policy",
  options: {},
  messages: { open: "pods become `{role}` whatever their `{tags}`" },
  question: "which pods become the role",
  why: WHY,
  fix: "Add `aws:RequestTag/kubernetes-namespace` and `aws:RequestTag/kubernetes-service-account` under `StringEquals`, which EKS Pod Identity sets itself.",
  *judge({ urn, name, document }) {
    const [hidden] = document.hidden;
    if (hidden) yield undetermined(urn, hidden);
    for (const grant of trustGrants(document)) {
      const { principal, type, text, doubts } = grant;
      const meant = principal?.kind === "service" && principal.service === "pods.eks";
      if (principal ? !meant : type !== "Service" && type !== "any") continue;
      const open = [NAMESPACE, SERVICE_ACCOUNT].map((tag) => ({ tag, pinning: byTag(grant, tag) }));
      const missing = open.filter(({ pinning }) => pinning.state !== "pinned");
      const certain = missing.filter(({ pinning }) => pinning.state !== "unknown");
      const [doubt] = [...doubts, ...(certain.length > 0 ? [] : missing.flatMap(({ pinning }) => unknownIn(pinning)))];
      if (missing.length === 0) continue;
      if (doubt) {
        yield undetermined(urn, doubt);
        continue;
      }
      const tags = certain.map(({ tag }) => tag).join("` and `");
      yield { verdict: "violation", message: "open", at: { urn, path: text.path }, values: { role: name, tags } };
    }
  },
  examples: [
    {
      title: "Any pod",
      resources: { orders: role() },
      findings: [
        violation("pods become `orders` whatever their `kubernetes-namespace` and `kubernetes-service-account`"),
      ],
    },
    {
      title: "Pods of one service account",
      resources: {
        orders: role({
          "aws:RequestTag/kubernetes-namespace": "shop",
          "aws:RequestTag/kubernetes-service-account": "orders",
        }),
      },
      findings: [],
    },
    {
      title: "A service account of that name in any namespace",
      resources: {
        orders: role({
          "aws:RequestTag/kubernetes-namespace": "*",
          "aws:RequestTag/kubernetes-service-account": "orders",
        }),
      },
      findings: [violation("pods become `orders` whatever their `kubernetes-namespace`")],
    },
    {
      title: "In one of two namespaces",
      resources: {
        orders: role({
          "aws:RequestTag/kubernetes-namespace": ["shop", "shop-next"],
          "aws:RequestTag/kubernetes-service-account": "orders",
        }),
      },
      findings: [],
    },
    {
      title: "A trust policy that is not known yet",
      resources: { orders: { type: ROLE, properties: { assumeRolePolicy: { "fn::unknown": true } } } },
      findings: [
        {
          resource: "orders",
          path: "assumeRolePolicy",
          verdict: "undetermined",
          message: "cannot tell which pods become the role: `assumeRolePolicy` is not known before deployment",
        },
      ],
    },
  ],
});

function byTag({ conditions }: TrustGrant, tag: string): Pinning<"wildcard"> {
  return pinningOf(
    conditions,
    (key) => key === `aws:requesttag/${tag}`,
    (value, compared) => (isOpenValue(value, compared) ? "wildcard" : undefined),
  );
}

function unknownIn(pinning: Pinning<"wildcard">): readonly Unknown[] {
  return pinning.state === "unknown" ? [pinning.unknown] : [];
}

function role(tags?: object) {
  const statement = {
    Effect: "Allow",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
  };
  const document = {
    Version: "2012-10-17",
    Statement: { ...statement, ...(tags && { Condition: { StringLike: tags } }) },
  };
  return { type: ROLE, properties: { assumeRolePolicy: { "fn::toJSON": document } } };
}

function violation(what: string) {
  const path = "assumeRolePolicy.Statement.Principal.Service";
  return { resource: "orders", path, verdict: "violation", message: `${what}: ${WHY}` } as const;
}
