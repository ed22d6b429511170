import { equal } from "node:assert/strict";
import * as fc from "fast-check";
import { secretKind, secretNamed } from "../../identity/secret";

const letters = (count: number, pattern = "aB3dE5gH7k") =>
  pattern.repeat(Math.ceil(count / pattern.length)).slice(0, count);

/** Texts of each form are put together here, so that no file holds a whole one. */
const BY_FORM: readonly [string, string][] = [
  ["an AWS access key id", `AKIA${letters(16, "QWERTY234567")}`],
  ["an AWS secret access key", `aws_secret_access_key = ${letters(40)}`],
  ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIE"],
  ["a private key", Buffer.from(`-----BEGIN OPENSSH PRIVATE KEY-----\n${letters(64)}`).toString("base64")],
  [
    "a signed web token (JWT)",
    [{ alg: "HS256", typ: "JWT" }, { sub: "1234567890" }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
      .join(".") + ".c2lnbmF0dXJl",
  ],
  ["a GitHub token", `ghp_${letters(36)}`],
  ["a GitHub token", `github_pat_${letters(22)}_${letters(59)}`],
  ["a GitLab token", `glpat-${letters(20)}`],
  ["a Slack token", `xoxb-${letters(24)}`],
  ["a Slack webhook address", `https://hooks.slack.com/services/T0000/B0000/${letters(24)}`],
  ["a Stripe key", `sk_live_${letters(24)}`],
  ["an npm token", `npm_${letters(36)}`],
  ["a Pulumi token", `pul-${letters(40, "0123456789abcdef")}`],
  ["a Google API key", `AIza${letters(35)}`],
  ["an Azure client secret", `${letters(3)}8Q~${letters(34)}`],
  ["an Azure storage account key", `${letters(76)}+ASt${letters(6)}==`],
  ["an Azure shared access signature", `?sv=2022-11-02&se=2027-01-01&sig=${letters(43)}%3D`],
  ["a HashiCorp Vault token", `hvs.${letters(24)}`],
  ["a header with credentials", `Bearer ${letters(20)}`],
  ["a password in an address", "postgres://app:k7Pq-2vXz@db:5432/shop"],
  ["a password in an address", "redis://:k7Pq-2vXz@cache:6379"],
  ["a password in a connection string", "Server=tcp:db,1433;User ID=app;Password=k7Pq-2vXz;"],
  ["a password in a connection string", "host=db user=app password=k7Pq-2vXz sslmode=require"],
  ["a password in a connection string", "jdbc:mysql://db/shop?user=app&password=k7Pq-2vXz"],
  ["a key in a connection string", `AccountName=shop;AccountKey=${letters(20)};EndpointSuffix=core.windows.net`],
  ["a key in a connection string", `Endpoint=sb://x/;SharedAccessKeyName=all;SharedAccessKey=${letters(44)}`],
  ["a credential in the query of an address", `https://shop.example.com/hook?code=${letters(32)}`],
  ["a password", JSON.stringify({ host: "db", credentials: { user: "app", password: "k7Pq-2vXz" } })],
];

describe("a secret by its form", () => {
  for (const [kind, text] of BY_FORM) {
    it(`is ${kind}: ${text.slice(0, 12)}…`, () => equal(secretKind("SETTING", text), kind));
  }

  it("is found wherever it stands in a text", () => {
    const token = `ghp_${letters(36)}`;
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.string({ maxLength: 30 }), (before, after) =>
        equal(secretKind("SETTING", `${before} ${token} ${after}`) === undefined, false),
      ),
    );
  });
});

describe("a secret by its name", () => {
  const rows: readonly [string, string, string][] = [
    ["DB_PASSWORD", "k7Pq-2vXz", "a password"],
    ["dbPassword", "k7Pq-2vXz", "a password"],
    ["DBPASSWORD", "k7Pq-2vXz", "a password"],
    ["SMTP_PASS", "k7Pq-2vXz", "a password"],
    ["DB_PASSWORD", "changeme", "a password"],
    ["DB_PASSWORD", "12345678", "a password"],
    ["GITHUB_TOKEN", "k7Pq-2vXz", "a token"],
    ["SECRET_KEY_BASE", "k7Pq-2vXz", "a secret"],
    ["CLIENT_SECRET", "3f1b9c7e-2d4a-4b6c-8e0f-1a2b3c4d5e6f", "a secret"],
    ["X_API_KEY", "k7Pq-2vXz", "an API key"],
    ["signingKey", "k7Pq-2vXz", "a key"],
    ["AWS_SECRET_ACCESS_KEY", letters(40), "an AWS secret access key"],
    ["SERVICE_CREDENTIALS", "k7Pq-2vXz", "credentials"],
  ];
  for (const [name, text, kind] of rows) {
    it(`is ${kind}: ${name}=${text.slice(0, 12)}`, () => equal(secretKind(name, text), kind));
  }
});

describe("no secret", () => {
  const rows: readonly [string, string][] = [
    ["DB_PASSWORD", ""],
    ["DB_PASSWORD", "arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop/db-Ab12Cd"],
    ["DB_PASSWORD", "arn:aws-cn:ssm:cn-north-1:123456789012:parameter/shop/db"],
    ["DB_PASSWORD", "{{resolve:secretsmanager:shop/db:SecretString:password}}"],
    ["DB_PASSWORD", "@Microsoft.KeyVault(SecretUri=https://shop.vault.azure.net/secrets/db/)"],
    ["DB_PASSWORD", "https://shop.vault.azure.net/secrets/db"],
    ["DB_PASSWORD", "ssm:/shop/prod/db"],
    ["DB_PASSWORD", "op://shop/db/password"],
    ["DB_PASSWORD", "/shop/prod/db-password"],
    ["DB_PASSWORD", "shop/prod/db-password"],
    ["DB_PASSWORD", "${DB_PASSWORD}"],
    ["DB_PASSWORD", "<password>"],
    ["DB_PASSWORD", "********"],
    ["DB_SECRET", "shop-db-credentials"],
    ["DB_SECRET_NAME", "shop-db"],
    ["DB_PASSWORD_FILE", "db.txt"],
    ["TOKEN_URL", "https://login.example.com/token"],
    ["API_TOKEN", "https://login.example.com/token"],
    ["TOKEN_TTL", "3600s"],
    ["MAX_TOKENS", "100000"],
    ["REFRESH_TOKEN", "2592000"],
    ["ENABLE_SECRETS", "production"],
    ["PASSWORD_LOGIN", "disabled"],
    ["KMS_KEY_ID", "1234abcd-12ab-34cd-56ef-1234567890ab"],
    ["SORT_KEY", "createdAt"],
    ["PUBLIC_KEY", letters(40)],
    ["PWD", "/var/task"],
    ["COMPASS", "north-north-east"],
    ["DATABASE_URL", "postgres://app@db:5432/shop"],
    ["DATABASE_URL", "postgres://app:${DB_PASSWORD}@db:5432/shop"],
    ["CONNECTION", "Server=tcp:db;Authentication=Active Directory Default;"],
    ["SENTRY_DSN", "https://0123456789abcdef@o1.ingest.sentry.io/1"],
    ["COMMIT", letters(40, "0123456789abcdef")],
    ["ROLE_ID", "AROAQWERTYUIOPASDFGHJ"],
    ["CONFIG", JSON.stringify({ passwordArn: "arn:aws:ssm:eu-central-1:123456789012:parameter/db", region: "eu" })],
    ["CONFIG", "{ not json"],
  ];
  for (const [name, text] of rows) {
    it(`is ${name}=${text.slice(0, 40)}`, () => equal(secretKind(name, text), undefined));
  }

  it("is a switch or a number, even where the program marks it", () => {
    for (const text of ["true", "off", "8080", "", "30 days"]) equal(secretKind("SETTING", text, true), undefined);
  });

  it("is a reference, even where the program marks it", () => {
    equal(secretKind("SETTING", "arn:aws:s3:::uploads", true), undefined);
  });
});

describe("a text that the program marks", () => {
  it("is secret whatever its name", () =>
    equal(secretKind("SETTING", "k7Pq-2vXz", true), "a value that the program marks as secret"));
  it("is called by its form where it has one", () =>
    equal(secretKind("SETTING", `npm_${letters(36)}`, true), "an npm token"));
});

describe("what a name says", () => {
  it("is nothing where it speaks about a secret", () => equal(secretNamed("TOKEN_ENDPOINT"), undefined));
  it("is nothing for odd names", () => {
    for (const name of ["", "__proto__", "constructor", "—", "_"]) equal(secretNamed(name), undefined);
  });
});

describe("the kind of a secret", () => {
  it("repeats nothing of the text", () => {
    const name = fc.constantFrom("DB_PASSWORD", "API_KEY", "SETTING", "TOKEN");
    const random = fc.string({
      unit: fc.constantFrom(..."BCDFGHJKLMNPQRSTVWXZ23456789".split("")),
      minLength: 4,
      maxLength: 60,
    });
    const text = fc.oneof(
      random,
      random.map((password) => `postgres://app:${password}@db`),
      random.map((password) => JSON.stringify({ password })),
    );
    fc.assert(
      fc.property(name, text, fc.boolean(), (key, planted, marked) => {
        const kind = secretKind(key, planted, marked) ?? "";
        for (let start = 0; start + 4 <= planted.length; start++) {
          const part = planted.slice(start, start + 4);
          equal(/[B-Z2-9]{4}/.test(part) && kind.includes(part), false);
        }
      }),
    );
  });
});
