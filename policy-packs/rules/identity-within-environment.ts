import type { IdentityEnvironment, Met } from "../facts/identity-environment";
import {
  environmentOf,
  environmentOfAccounts,
  isUnknown,
  lyingIn,
  statedEnvironment,
  type Environment,
} from "../environments";
import { defineRule, undetermined, type Problem, type RuleContext } from "../judge/rule";

const WHY = "whoever takes over the lesser environment then reaches the other";

export const identityWithinEnvironment = defineRule({
  name: "identity-within-environment",
  title: "An identity keeps to its environment",
  severity: "high",
  enforcement: "mandatory",
  duty: { text: "Keep the identities of production apart from those of other environments", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI8", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:AC-3", "NIST-800-53r5:AC-6"],
  judges: "identity-environment",
  moment: "when-complete",
  options: {},
  messages: {
    workload: "`{other}` of {otherEnvironment} runs as the {subject} `{name}` of {environment}",
    trust: "`{other}` of {otherEnvironment} becomes the {subject} `{name}` of {environment}",
    grant: "the {subject} `{name}` of {environment} is granted `{other}` of {otherEnvironment}",
  },
  question: "whether the identity keeps to its environment",
  why: WHY,
  fix: "Give each environment an identity of its own, and grant it what is of that environment. Where two names mean the same environment, list both under it in the setting `environments`.",
  *judge(fact, { settings }) {
    const seen = new Set<string>();
    for (const met of fact.meets) {
      for (const problem of problemsOf(fact, met, settings)) {
        const key = `${problem.at.urn} ${problem.at.path}`;
        if (!seen.has(key)) yield { ...problem, key: `${met.sort} ${key}` };
        seen.add(key);
      }
    }
  },
  examples: [
    {
      title: "A function of development that runs as a role of production",
      resources: { deploy: role("production"), resize: lambda("dev") },
      findings: [crossing("resize", "role", "`resize` of development runs as the IAM role `deploy` of production")],
    },
    {
      title: "A function of production, written in another way",
      resources: { deploy: role("production"), resize: lambda("prod") },
      findings: [],
    },
    {
      title: "A role of production that a role of development becomes",
      resources: {
        builder: role("development"),
        deploy: role("production", { AWS: "${builder.arn}" }),
        build: lambda("development", "${builder.arn}"),
      },
      findings: [
        crossing(
          "deploy",
          "assumeRolePolicy.Statement[0].Principal.AWS",
          "`builder` of development becomes the IAM role `deploy` of production",
        ),
      ],
    },
    {
      title: "A role of production that another one of production becomes",
      resources: {
        builder: role("production"),
        deploy: role("production", { AWS: "${builder.arn}" }),
        build: lambda("production", "${builder.arn}"),
      },
      findings: [],
    },
    {
      title: "Trust in an account that is said to be of development",
      resources: { deploy: role("production", { AWS: "arn:aws:iam::444455556666:root" }) },
      settings: { environmentAccounts: { "444455556666": "development" } },
      findings: [
        crossing(
          "deploy",
          "assumeRolePolicy.Statement[0].Principal.AWS",
          "`arn:aws:iam::444455556666:root` of development becomes the IAM role `deploy` of production",
        ),
      ],
    },
    {
      title: "Trust in an account that is said to be of production",
      resources: { deploy: role("production", { AWS: "arn:aws:iam::777788889999:root" }) },
      settings: { environmentAccounts: { "444455556666": "development", "777788889999": "production" } },
      findings: [],
    },
    {
      title: "A role of production that jobs of GitHub's environment dev become",
      resources: { deploy: githubRole("production", "repo:octo-org/shop:environment:dev") },
      findings: [
        crossing(
          "deploy",
          'assumeRolePolicy.Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"]',
          "`repo:octo-org/shop:environment:dev` of development becomes the IAM role `deploy` of production",
        ),
      ],
    },
    {
      title: "A role of production that jobs of GitHub's environment production become",
      resources: { deploy: githubRole("production", "repo:octo-org/shop:environment:production") },
      findings: [],
    },
    {
      title: "A role of development that may write to a bucket of production",
      resources: { deploy: role("dev"), resize: lambda("dev"), orders: bucket("prod"), write: grant() },
      findings: [
        crossing(
          "write",
          "policy.Statement[0].Resource",
          "the IAM role `deploy` of development is granted `orders` of production",
        ),
      ],
    },
    {
      title: "A role of production that may write to it",
      resources: { deploy: role("prod"), resize: lambda("prod"), orders: bucket("prod"), write: grant() },
      findings: [],
    },
    {
      title: "A managed identity of development with a role over a subscription of production",
      resources: assigned("dev"),
      settings: subscriptions(),
      findings: [
        crossing(
          "reader",
          "scope",
          "the user-assigned identity `deploy` of development is granted `/subscriptions/11111111-1111-4111-8111-111111111111` of production",
        ),
      ],
    },
    {
      title: "A managed identity of production with the same role",
      resources: assigned("prod"),
      settings: subscriptions(),
      findings: [],
    },
    {
      title: "A function whose environment is not known yet",
      resources: { deploy: role("production"), resize: lambda({ "fn::unknown": true }) },
      findings: [
        {
          resource: "resize",
          path: "tags.environment",
          verdict: "undetermined",
          message:
            "cannot tell whether the identity keeps to its environment: `tags.environment` is not known before deployment",
        },
      ],
    },
  ],
});

type Sort = Met["sort"];
type Settings = RuleContext["settings"];

function* problemsOf(fact: IdentityEnvironment, met: Met, settings: Settings): Iterable<Problem<Sort>> {
  const [own, other] = sidesOf(fact.own, met, settings);
  if (own === undefined || other === undefined) return;
  if (isUnknown(own)) yield undetermined(fact.urn, own);
  else if (isUnknown(other)) yield undetermined(met.urn, other, { identity: fact.urn });
  else if (own.name !== other.name && !(met.claim !== undefined && !(own.listed && other.listed))) {
    const { subject, name } = fact;
    const values = { subject, name, other: met.name, environment: own.shown, otherEnvironment: other.shown };
    yield { verdict: "violation", message: met.sort, at: { urn: met.urn, path: met.path }, values, identity: fact.urn };
  }
}

/**
 * Both sides lie in the same stack and account where the stack makes both, so there only what each says of itself tells
 * them apart. What is outside is told by its account or by the claim of a token.
 */
function sidesOf(
  own: IdentityEnvironment["own"],
  met: Met,
  settings: Settings,
): readonly [Environment | undefined, Environment | undefined] {
  const outside = met.account === undefined ? undefined : environmentOfAccounts([met.account], settings);
  if (met.of && own.tags) {
    const said = statedEnvironment(met.of, settings) ?? outside;
    return said === outside ? [lyingIn(own, settings), outside] : [statedEnvironment(own, settings), said];
  }
  if (met.of) return [environmentOfAccounts(own.accounts, settings), lyingIn(met.of, settings)];
  if (met.unknown) {
    const ownSide = own.tags && statedEnvironment(own, settings);
    return isBuiltWithin(ownSide, met, settings) ? [undefined, undefined] : [ownSide, met.unknown];
  }
  const claimed = met.claim === undefined ? undefined : environmentOf(met.claim, settings);
  return [lyingIn(own, settings), claimed ?? outside];
}

/** What is built from resources that are none of another environment is of none either. */
function isBuiltWithin(own: Environment | undefined, { awaits }: Met, settings: Settings): boolean {
  if (!awaits || !own || isUnknown(own)) return false;
  const others = awaits.map((each) => statedEnvironment(each, settings));
  return others.every((other) => !other || (!isUnknown(other) && other.name === own.name));
}

function role(environment: string, principal: object = { Service: "lambda.amazonaws.com" }, more: object = {}) {
  const statement = { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", ...more };
  const document = { Version: "2012-10-17", Statement: [statement] };
  return {
    type: "aws:iam/role:Role",
    properties: { assumeRolePolicy: { "fn::toJSON": document }, tags: { environment } },
  };
}

function githubRole(environment: string, subject: string) {
  const issuer = "token.actions.githubusercontent.com";
  return role(
    environment,
    { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
    { Action: "sts:AssumeRoleWithWebIdentity", Condition: { StringEquals: { [`${issuer}:sub`]: subject } } },
  );
}

function lambda(environment: unknown, role = "${deploy.arn}") {
  return { type: "aws:lambda/function:Function", properties: { role, tags: { environment } } };
}

function bucket(environment: string) {
  return { type: "aws:s3/bucket:Bucket", properties: { tags: { environment } } };
}

function grant() {
  const statement = { Effect: "Allow", Action: "s3:PutObject", Resource: "${orders.arn}/incoming/*" };
  const document = { Version: "2012-10-17", Statement: [statement] };
  return {
    type: "aws:iam/rolePolicy:RolePolicy",
    properties: { role: "${deploy.name}", policy: { "fn::toJSON": document } },
  };
}

function assigned(environment: string) {
  return {
    group: { type: "azure-native:resources:ResourceGroup" },
    deploy: {
      type: "azure-native:managedidentity:UserAssignedIdentity",
      properties: { resourceGroupName: "${group.name}", tags: { environment } },
    },
    reader: {
      type: "azure-native:authorization:RoleAssignment",
      properties: {
        principalId: "${deploy.principalId}",
        scope: "/subscriptions/11111111-1111-4111-8111-111111111111",
      },
    },
  };
}

function subscriptions() {
  return { environmentAccounts: { "11111111-1111-4111-8111-111111111111": "production" } };
}

function crossing(resource: string, path: string, what: string) {
  return { resource, path, verdict: "violation", message: `${what}: ${WHY}` } as const;
}
