import { unknown, type Known, type Unknown } from "../../identity/knowledge";
import { secretKind, secretNamed } from "../../identity/secret";
import { listed, quoted } from "../../identity/words";
import type { EnvironmentVariable } from "../facts/aws/function-environment";
import { defineRule, undetermined, type Violation } from "../judge/rule";

export const awsFunctionEnvironmentWithoutSecrets = defineRule({
  name: "aws-function-environment-without-secrets",
  title: "The environment of a Lambda function holds no secret in plain text",
  severity: "critical",
  enforcement: "mandatory",
  duty: { text: "Keep secrets in a store that the workload reads with its own identity", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI2", "NIST-800-53r5:IA-5(7)"],
  judges: "aws-function-environment",
  options: {},
  messages: {
    secret: "`{path}` holds {kind} in plain text",
    marked: "`{path}` holds values that the program marks as secret in plain text",
  },
  question: "whether the environment holds a secret",
  why: "everyone who may read the function's configuration, its state or its deployment log can take it",
  fix: "Put it into AWS Secrets Manager or a SecureString parameter, and give the function only its ARN or name.",
  *judge({ urn, variables }) {
    if (variables.state === "unknown") yield undetermined(urn, variables);
    if (variables.state !== "known") return;
    const violations = [...secretsAmong(urn, variables)];
    yield* violations.length > 0 ? violations : markedAsAWhole(urn, variables);
    for (const open of unknownsAmong(variables)) yield undetermined(urn, open);
  },
  examples: [
    {
      title: "A password in an address",
      resources: {
        api: {
          type: "aws:lambda/function:Function",
          properties: {
            environment: { variables: { DATABASE_URL: "postgres://app:k7Pq-2vXz@db.internal:5432/shop" } },
          },
        },
      },
      findings: [
        {
          resource: "api",
          path: "environment.variables.DATABASE_URL",
          verdict: "violation",
          message:
            "`environment.variables.DATABASE_URL` holds a password in an address in plain text: everyone who may read the function's configuration, its state or its deployment log can take it",
        },
      ],
    },
    {
      title: "An address without a password",
      resources: {
        api: {
          type: "aws:lambda/function:Function",
          properties: { environment: { variables: { DATABASE_URL: "postgres://app@db.internal:5432/shop" } } },
        },
      },
      findings: [],
    },
    {
      title: "A literal under a name that says password",
      resources: {
        api: {
          type: "aws:lambda/function:Function",
          properties: { environment: { variables: { LOG_LEVEL: "info", DB_PASSWORD: "k7Pq-2vXz" } } },
        },
      },
      findings: [
        {
          resource: "api",
          path: "environment.variables.DB_PASSWORD",
          verdict: "violation",
          message:
            "`environment.variables.DB_PASSWORD` holds a password in plain text: everyone who may read the function's configuration, its state or its deployment log can take it",
        },
      ],
    },
    {
      title: "A reference to a secret store under such a name",
      resources: {
        api: {
          type: "aws:lambda/function:Function",
          properties: {
            environment: {
              variables: {
                LOG_LEVEL: "info",
                DB_PASSWORD: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop/db-Ab12Cd",
              },
            },
          },
        },
      },
      findings: [],
    },
    {
      title: "A value that the program marks as secret",
      resources: {
        api: {
          type: "aws:lambda/function:Function",
          properties: { environment: { variables: { LICENCE: { "fn::secret": "k7Pq-2vXz" } } } },
        },
      },
      findings: [
        {
          resource: "api",
          path: "environment.variables.LICENCE",
          verdict: "violation",
          message:
            "`environment.variables.LICENCE` holds a value that the program marks as secret in plain text: everyone who may read the function's configuration, its state or its deployment log can take it",
        },
      ],
    },
    {
      title: "A value that nothing marks or names as secret",
      resources: {
        api: {
          type: "aws:lambda/function:Function",
          properties: { environment: { variables: { LICENCE: "k7Pq-2vXz" } } },
        },
      },
      findings: [],
    },
    {
      title: "An environment that the program marks as secret as a whole",
      resources: {
        api: {
          type: "aws:lambda/function:Function",
          properties: { environment: { variables: { "fn::secret": { LOG_LEVEL: "info", LICENCE: "k7Pq-2vXz" } } } },
        },
      },
      findings: [
        {
          resource: "api",
          path: "environment.variables",
          verdict: "violation",
          message:
            "`environment.variables` holds values that the program marks as secret in plain text: everyone who may read the function's configuration, its state or its deployment log can take it",
        },
      ],
    },
    {
      title: "An environment marked as secret that holds only the name of a store",
      resources: {
        api: {
          type: "aws:lambda/function:Function",
          properties: { environment: { variables: { "fn::secret": { LICENCE: "/shop/prod/licence" } } } },
        },
      },
      findings: [],
    },
    {
      title: "Values that only the deployment settles",
      resources: {
        api: {
          type: "aws:lambda/function:Function",
          properties: {
            environment: {
              variables: {
                API_TOKEN: { "fn::unknown": true },
                QUEUE: { "fn::unknown": true },
                TABLE: { "fn::unknown": true },
              },
            },
          },
        },
      },
      findings: [
        {
          resource: "api",
          path: "environment.variables.API_TOKEN",
          verdict: "undetermined",
          message:
            "cannot tell whether the environment holds a secret: `environment.variables.API_TOKEN` is not known before deployment",
        },
        {
          resource: "api",
          path: "environment.variables",
          verdict: "undetermined",
          message:
            "cannot tell whether the environment holds a secret: `environment.variables` is known only in part, without `QUEUE` and `TABLE`",
        },
      ],
    },
  ],
});

type Variables = Known<readonly EnvironmentVariable[]>;
type Secret = Violation<"secret" | "marked">;

function* secretsAmong(urn: string, variables: Variables): Iterable<Secret> {
  for (const { name, value } of variables.value) {
    if (value.state !== "known") continue;
    const marked = value.secret === true && variables.secret !== true;
    const kind = secretKind(name, value.value, marked);
    if (kind === undefined) continue;
    const { path } = value;
    yield { verdict: "violation", message: "secret", at: { urn, path }, values: { path, kind } };
  }
}

/** A mark on the whole map says that one of its values is secret, and not which. */
function* markedAsAWhole(urn: string, { path, secret, value }: Variables): Iterable<Secret> {
  if (secret !== true) return;
  const mayBeIt = value.some(
    ({ value: one }) => one.state === "known" && secretKind("", one.value, true) !== undefined,
  );
  if (mayBeIt) yield { verdict: "violation", message: "marked", at: { urn, path }, values: { path } };
}

/**
 * Any unknown value may turn out to be a secret. One under the name of a secret is said by itself; the others, of which
 * a preview has many, together.
 */
function* unknownsAmong({ path, value }: Variables): Iterable<Unknown> {
  const open = value.flatMap((variable) =>
    variable.value.state === "unknown" ? [{ ...variable, value: variable.value }] : [],
  );
  const others = open.filter(({ name }) => secretNamed(name) === undefined);
  for (const { name, value: reason } of open) if (secretNamed(name) !== undefined) yield reason;
  const [first, ...more] = others;
  if (first && more.length === 0) yield first.value;
  if (!first || more.length === 0) return;
  const waitsFor = [...new Set(others.flatMap((variable) => variable.value.waitsFor))];
  const names = listed(quoted(others.map(({ name }) => name)), { most: 5 });
  yield unknown(path, `known only in part, without ${names}`, waitsFor);
}
