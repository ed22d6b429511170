import { isOpenValue, pinningOf, type Pinning } from "../../identity/aws/conditions/pinning";
import { conditionFor } from "../../identity/aws/narrowing/demanded-conditions";
import { trustGrants, type TrustGrant } from "../../identity/aws/trust/grants";
import { shown, type Known, type Unknown } from "../../identity/knowledge";
import { defineRule, undetermined } from "../judge/rule";

const WHY = "whoever may associate the role with a service account gives it to whichever workload they choose";
const ROLE = "aws:iam/role:Role";
const NAMESPACE = "kubernetes-namespace";
const SERVICE_ACCOUNT = "kubernetes-service-account";

const CLUSTER = "arn:aws:eks:eu-central-1:111122223333:cluster/shop";

const FILL_IN: Readonly<Record<string, string>> = { [NAMESPACE]: "NAMESPACE", [SERVICE_ACCOUNT]: "SERVICE_ACCOUNT" };

export const awsTrustPodIdentityPinned = defineRule({
  name: "aws-trust-pod-identity-pinned",
  title: "Trust in EKS Pod Identity names the service account",
  severity: "medium",
  enforcement: "advisory",
  duty: { text: "Limit a role for pods to one service account", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI8", "OWASP-NHI-2025:NHI9", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:AC-6"],
  judges: "aws-trust-policy",
  options: {},
  messages: {
    open: "pods of any cluster of the account become `{role}` whatever their `{tags}`",
    cluster: "pods of the cluster that `{key}` names become `{role}` whatever their `{tags}`",
    literal:
      "no pod has the `{tag}` `{value}`, which the condition takes literally, and once it is dropped pods become `{role}` whatever their `{tag}`",
  },
  question: "which pods become the role",
  why: WHY,
  fix: "Add `aws:RequestTag/kubernetes-namespace` and `aws:RequestTag/kubernetes-service-account` under `StringEquals`, which EKS Pod Identity sets itself.",
  *judge({ urn, name, document, secret }) {
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
      const literal = certain.flatMap(({ tag, pinning }) => literalsIn(pinning).map((value) => ({ tag, value })));
      const [first] = certain.length === literal.length ? literal : [];
      if (first) {
        const { tag, value } = first;
        const values = { role: name, tag, value: shown(secret ? { ...value, secret } : value) };
        yield { verdict: "violation", message: "literal", at: { urn, path: value.path }, values };
        continue;
      }
      const tags = certain.map(({ tag }) => tag);
      const fillIn = tags.map((tag) => FILL_IN[tag] ?? tag);
      const keys = Object.fromEntries(tags.map((tag, index) => [`aws:RequestTag/${tag}`, fillIn[index] ?? tag]));
      const narrower = conditionFor(grant.statement, "StringEquals", keys, fillIn);
      const values = { role: name, tags: tags.join("` and `") };
      const at = { urn, path: text.path };
      yield { verdict: "violation", ...opennessOf(grant, values), at, ...(narrower && { narrower }) };
    }
  },
  examples: [
    {
      title: "Any pod",
      resources: { orders: role() },
      findings: [
        violation(
          "pods of any cluster of the account become `orders` whatever their `kubernetes-namespace` and `kubernetes-service-account`",
        ),
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
      findings: [violation("pods of any cluster of the account become `orders` whatever their `kubernetes-namespace`")],
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
      title: "Any namespace, where the wildcard is taken literally",
      resources: {
        orders: role(
          {
            "aws:RequestTag/kubernetes-namespace": "*",
            "aws:RequestTag/kubernetes-service-account": "orders",
          },
          "StringEquals",
        ),
      },
      findings: [
        violation(
          "no pod has the `kubernetes-namespace` `*`, which the condition takes literally, and once it is dropped pods become `orders` whatever their `kubernetes-namespace`",
          'assumeRolePolicy.Statement.Condition.StringEquals["aws:RequestTag/kubernetes-namespace"]',
        ),
      ],
    },
    {
      title: "One namespace by its name",
      resources: {
        orders: role(
          {
            "aws:RequestTag/kubernetes-namespace": "shop",
            "aws:RequestTag/kubernetes-service-account": "orders",
          },
          "StringEquals",
        ),
      },
      findings: [],
    },
    {
      title: "Any pod of one cluster",
      resources: { orders: role({ "aws:SourceArn": CLUSTER }) },
      findings: [
        violation(
          "pods of the cluster that `aws:SourceArn` names become `orders` whatever their `kubernetes-namespace` and `kubernetes-service-account`",
        ),
      ],
    },
    {
      title: "Pods of one service account of one cluster",
      resources: {
        orders: role({
          "aws:SourceArn": CLUSTER,
          "aws:RequestTag/kubernetes-namespace": "shop",
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

type Slack = "wildcard" | "literal";

function byTag({ conditions }: TrustGrant, tag: string): Pinning<Slack> {
  return pinningOf(
    conditions,
    (key) => key === `aws:requesttag/${tag}`,
    (value, compared) => {
      if (isOpenValue(value, compared)) return "wildcard";
      return compared.condition.values.every(isLiteral) ? "literal" : undefined;
    },
  );
}

/** What is open with these tags: all clusters, or one. */
function opennessOf(grant: TrustGrant, values: { readonly role: string; readonly tags: string }) {
  const key = clusterKey(grant);
  if (key === undefined) return { message: "open", values } as const;
  return { message: "cluster", values: { ...values, key } } as const;
}

/**
 * The key of a condition that holds pods to a cluster.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
function clusterKey({ conditions }: TrustGrant): string | undefined {
  return conditions.find((condition) => {
    const isKey = (key: string) => /^aws:(sourcearn|requesttag\/eks-cluster-(arn|name))$/.test(key);
    const { state } = pinningOf([condition], isKey, (value) => (/(^|\/)[^*?$]+$/.test(value) ? undefined : "wildcard"));
    return state === "pinned" || state === "unknown";
  })?.key;
}

/** A value with a wildcard that is taken literally: no name in Kubernetes has one. */
function isLiteral(value: Known<string> | Unknown): boolean {
  return value.state === "known" && /[*?]/.test(value.value);
}

/** The first value that no pod has, where no other one lets pods in. */
function literalsIn(pinning: Pinning<Slack>): readonly Known<string>[] {
  if (pinning.state !== "loose" || pinning.values.some(([, slack]) => slack === "wildcard")) return [];
  return pinning.values.slice(0, 1).map(([value]) => value);
}

function unknownIn(pinning: Pinning<Slack>): readonly Unknown[] {
  return pinning.state === "unknown" ? [pinning.unknown] : [];
}

function role(tags?: object, operator = "StringLike") {
  const statement = {
    Effect: "Allow",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
  };
  const document = {
    Version: "2012-10-17",
    Statement: { ...statement, ...(tags && { Condition: { [operator]: tags } }) },
  };
  return { type: ROLE, properties: { assumeRolePolicy: { "fn::toJSON": document } } };
}

function violation(what: string, path = "assumeRolePolicy.Statement.Principal.Service") {
  return { resource: "orders", path, verdict: "violation", message: `${what}: ${WHY}` } as const;
}
