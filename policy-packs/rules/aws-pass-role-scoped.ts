import { passing as passedTo } from "../../identity/aws/narrowing/passed-roles";
import { rolePassings, servicesUsed, type RolePassing } from "../../identity/aws/permissions/role-passing";
import type { Unknown } from "../../identity/knowledge";
import type { Narrower } from "../../identity/narrower";
import type { AwsGrantedDocument } from "../facts/aws/granted-document";
import type { AwsIdentity } from "../facts/aws/identity";
import { causeOf } from "../grant-excess";
import { defineRule, undetermined, type Problem } from "../judge/rule";

const WHY = "whoever passes a role to a service works with all its permissions";

function trust(service: string) {
  const statement = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
  return { "fn::toJSON": { Version: "2012-10-17", Statement: statement } };
}

/** A role with a policy that passes roles. */
function passing(resource: string, condition: object | undefined, ...actions: readonly string[]) {
  const statement = {
    Effect: "Allow",
    Action: ["iam:PassRole", ...actions],
    Resource: resource,
    ...(condition && { Condition: condition }),
  };
  return {
    worker: {
      type: "aws:iam/role:Role",
      properties: { name: "worker", assumeRolePolicy: trust("lambda.amazonaws.com") },
    },
    deployer: {
      type: "aws:iam/role:Role",
      properties: { name: "deployer", assumeRolePolicy: trust("codebuild.amazonaws.com") },
    },
    rights: {
      type: "aws:iam/rolePolicy:RolePolicy",
      properties: {
        role: "${deployer.name}",
        policy: { "fn::toJSON": { Version: "2012-10-17", Statement: [statement] } },
      },
    },
  };
}

const TO_LAMBDA = { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } };

export const awsPassRoleScoped = defineRule({
  name: "aws-pass-role-scoped",
  title: "Roles are passed by name, and to a named service",
  severity: "high",
  enforcement: "mandatory",
  duty: { text: "Let an identity hand out only those roles that its work needs", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI5", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:AC-6"],
  judges: "aws-granted-document",
  moment: "when-complete",
  options: {},
  messages: {
    everyRole: "`{statement}` passes every role; name the roles in `Resource`{service}",
    everyService: "`{statement}` passes roles to every service{service}",
    itself: "`{statement}` lets `{name}` pass itself",
  },
  question: "whether roles are passed by name, and to a named service",
  why: WHY,
  fix: "Name the ARN of each role in `Resource`, and the service that takes it under `iam:PassedToService`.",
  *judge(granted) {
    const { urn, document, holders, scoped, identity, perhapsBoundary } = granted;
    const [hidden] = document.hidden;
    const services = servicesUsed(document);
    const service = serviceText(services);
    for (const passing of rolePassings(granted)) {
      const { statement } = passing;
      const found = problemOf(passing, scoped === true, service, holders);
      if (found === undefined) continue;
      if ("state" in found) yield undetermined(urn, found, { key: statement.place });
      else if (perhapsBoundary)
        yield undetermined(perhapsBoundary.urn, perhapsBoundary.unknown, { key: `${urn} boundary` });
      else {
        const narrower = narrowed(granted, passing, services);
        const at = { urn, path: statement.place };
        yield { ...found, at, cause: causeOf(statement.place, identity), ...(narrower && { narrower }) };
      }
    }
    if (hidden) yield undetermined(urn, hidden);
  },
  examples: [
    {
      title: "Every role to every service",
      resources: passing("*", undefined, "lambda:CreateFunction", "lambda:InvokeFunction"),
      findings: [
        {
          resource: "rights",
          path: "policy.Statement[0]",
          verdict: "violation",
          message: `\`policy.Statement[0]\` passes every role; name the roles in \`Resource\`, and \`lambda.amazonaws.com\` under \`iam:PassedToService\`: ${WHY}`,
        },
      ],
    },
    {
      title: "One role to one service",
      resources: passing("${worker.arn}", TO_LAMBDA, "lambda:CreateFunction", "lambda:InvokeFunction"),
      findings: [],
    },
    {
      title: "Every role of the account to one service",
      resources: passing("arn:aws:iam::111122223333:role/*", TO_LAMBDA),
      findings: [
        {
          resource: "rights",
          path: "policy.Statement[0]",
          verdict: "violation",
          message: `\`policy.Statement[0]\` passes every role; name the roles in \`Resource\`: ${WHY}`,
        },
      ],
    },
    {
      title: "Roles of one name to one service",
      resources: passing("arn:aws:iam::111122223333:role/shop-*", TO_LAMBDA),
      findings: [],
    },
    {
      title: "Roles of one name to any service",
      resources: passing("arn:aws:iam::111122223333:role/shop-*", {
        StringLike: { "iam:PassedToService": "*.amazonaws.com" },
      }),
      findings: [
        {
          resource: "rights",
          path: "policy.Statement[0]",
          verdict: "violation",
          message: `\`policy.Statement[0]\` passes roles to every service; name it under \`iam:PassedToService\`: ${WHY}`,
        },
      ],
    },
    {
      title: "Roles of one name to what they are meant for there",
      resources: passing("arn:aws:iam::111122223333:role/shop-*", {
        ArnLike: { "iam:AssociatedResourceArn": "arn:aws:ec2:eu-central-1:111122223333:instance/*" },
      }),
      findings: [],
    },
    {
      title: "A role that may pass itself",
      resources: passing("${deployer.arn}", TO_LAMBDA),
      findings: [
        {
          resource: "rights",
          path: "policy.Statement[0]",
          verdict: "violation",
          message: `\`policy.Statement[0]\` lets \`deployer\` pass itself: ${WHY}`,
        },
      ],
    },
    {
      title: "A role that may pass another one",
      resources: passing("${worker.arn}", TO_LAMBDA),
      findings: [],
    },
    {
      title: "A document that is not known yet",
      resources: {
        rights: {
          type: "aws:iam/rolePolicy:RolePolicy",
          properties: { role: "deployer", policy: { "fn::unknown": true } },
        },
      },
      findings: [
        {
          resource: "rights",
          path: "policy",
          verdict: "undetermined",
          message:
            "cannot tell whether roles are passed by name, and to a named service: `policy` is not known before deployment",
        },
      ],
    },
  ],
});

type Found =
  | Unknown
  | Pick<
      Extract<Problem<"everyRole" | "everyService" | "itself">, { verdict: "violation" }>,
      "verdict" | "message" | "values" | "severity"
    >;

/** The broadest problem of a statement; where that is not certain, what hides it. */
function problemOf(
  { statement, everyRole, everyService, passes }: RolePassing,
  scoped: boolean,
  service: string,
  holders: readonly AwsIdentity[],
): Found | undefined {
  const values = { statement: statement.place, service };
  if (everyRole === true) {
    const named = everyService === false || service === "" ? "" : `, and ${service} under \`iam:PassedToService\``;
    return { verdict: "violation", message: "everyRole", values: { ...values, service: named } };
  }
  if (everyService === true) {
    const named = `; name ${service === "" ? "it" : service} under \`iam:PassedToService\``;
    return { verdict: "violation", message: "everyService", severity: "medium", values: { ...values, service: named } };
  }
  const answers = holders
    .filter(({ sort }) => sort === "role")
    .map(({ name, arn, principal = arn }) => ({ name, answer: passes(arn) === true || passes(principal) }));
  const itself = answers.find(({ answer }) => answer === true);
  if (itself) return { verdict: "violation", message: "itself", values: { ...values, name: itself.name } };
  const open = [scoped ? false : everyRole, everyService, ...answers.map(({ answer }) => answer)];
  return open.find((answer) => typeof answer === "object");
}

/** One role by its name, to the service that the rest of the document is about. */
function narrowed(
  { document, nearby }: AwsGrantedDocument,
  { statement, everyRole, everyService }: RolePassing,
  services: readonly string[],
): Narrower | undefined {
  const where = nearby();
  const [service, ...others] = services;
  return (
    where &&
    passedTo(document, statement, {
      ...(everyRole === true && { roleOf: where.account ?? "ACCOUNT" }),
      ...(everyService === true && { service: others.length === 0 ? service : undefined }),
    })
  );
}

/** The service that the rest of the document is about, where it is one. */
function serviceText(services: readonly string[]): string {
  return services.length === 1 ? `\`${services[0] ?? ""}\`` : "";
}
