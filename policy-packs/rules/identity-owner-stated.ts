import { namesSeveral, statementUnder, tagKeys, type Statement } from "../../identity/accountability";
import type { Known } from "../../identity/knowledge";
import { unknown } from "../../identity/knowledge";
import { defineRule, undetermined, type Problem } from "../judge/rule";

const TAG = "owner";

export const identityOwnerStated = defineRule({
  name: "identity-owner-stated",
  title: "Every identity, key and secret names the one owner who answers for it",
  severity: "high",
  enforcement: "mandatory",
  duty: { text: "Assign an accountable owner to every non-human identity", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI1", "NIST-CSF-2.0:GV.RR-02", "NIST-CSF-2.0:PR.AA-01", "NIST-800-53r5:AC-2"],
  judges: "accountability",
  options: {},
  messages: {
    missing: "the {subject} has no `owner` tag",
    miscased: "the {subject} has a tag `{found}` where `owner` is asked for, and AWS keys tell upper from lower case",
    empty: "`{path}` of the {subject} is empty",
    placeholder: "`{path}` of the {subject} holds a placeholder in place of an owner",
    several: "the {subject} has several owners, in {paths}",
    format: "`{path}` of the {subject} does not match the setting `ownerPattern`",
  },
  question: "who owns it",
  why: "nobody can be asked to review, rotate or revoke what nobody owns",
  fix: "Tag it with one `owner`, the team or person who answers for it.",
  *judge({ urn, subject, tags }, { settings }) {
    const statement = statementUnder(tagKeys(TAG, settings.tagAliases), tags.at);
    const violation = (message: Message, path: string, values: Readonly<Record<string, string>> = {}) =>
      ({ verdict: "violation", message, at: { urn, path }, values: { subject, path, ...values } }) as const;
    switch (statement.state) {
      case "missing": {
        const found = tags.keys.find((key) => key.toLowerCase() === TAG);
        yield found === undefined
          ? violation("missing", statement.path)
          : violation("miscased", statement.path, { found });
        return;
      }
      case "empty":
      case "placeholder":
        yield violation(statement.state, statement.by.path);
        return;
      case "several":
        yield violation("several", statement.by[0].path, { paths: pathsOf(statement) });
        return;
      case "unknown":
        yield undetermined(urn, statement);
        return;
      case "stated":
        yield* ownerProblems(urn, statement.by, settings.ownerPattern, violation);
    }
  },
  examples: [
    {
      title: "A role without an owner",
      resources: {
        uploader: { type: "aws:iam/role:Role", properties: { tags: { environment: "prod" } } },
      },
      findings: [
        {
          resource: "uploader",
          path: "tags.owner",
          verdict: "violation",
          message: "the IAM role has no `owner` tag: nobody can be asked to review, rotate or revoke what nobody owns",
        },
      ],
    },
    {
      title: "A role with an owner",
      resources: {
        uploader: { type: "aws:iam/role:Role", properties: { tags: { environment: "prod", owner: "team-payments" } } },
      },
      findings: [],
    },
    {
      title: "A user whose owner is empty",
      resources: {
        robot: { type: "aws:iam/user:User", properties: { tags: { owner: " " } } },
      },
      findings: [
        {
          resource: "robot",
          path: "tags.owner",
          verdict: "violation",
          message:
            "`tags.owner` of the IAM user is empty: nobody can be asked to review, rotate or revoke what nobody owns",
        },
      ],
    },
    {
      title: "A user with an owner",
      resources: {
        robot: { type: "aws:iam/user:User", properties: { tags: { owner: "team-payments" } } },
      },
      findings: [],
    },
    {
      title: "A role whose owner comes from the provider's default tags",
      resources: {
        prod: { type: "pulumi:providers:aws", properties: { defaultTags: { tags: { owner: "team-payments" } } } },
        uploader: {
          type: "aws:iam/role:Role",
          properties: { tags: { environment: "prod" } },
          options: { provider: "prod" },
        },
      },
      findings: [],
    },
    {
      title: "A role whose tags are settled by the deployment",
      resources: {
        uploader: { type: "aws:iam/role:Role", properties: { tags: { "fn::unknown": true } } },
      },
      findings: [
        {
          resource: "uploader",
          path: "tags",
          verdict: "undetermined",
          message: "cannot tell who owns it: `tags` is not known before deployment",
        },
      ],
    },
    {
      title: "A key in upper case, which AWS takes for another",
      resources: {
        master: { type: "aws:kms/key:Key", properties: { tags: { Owner: "team-payments" } } },
      },
      findings: [
        {
          resource: "master",
          path: "tags.owner",
          verdict: "violation",
          message:
            "the KMS key has a tag `Owner` where `owner` is asked for, and AWS keys tell upper from lower case: nobody can be asked to review, rotate or revoke what nobody owns",
        },
      ],
    },
    {
      title: "A key in upper case that the settings let stand for the owner",
      resources: {
        master: { type: "aws:kms/key:Key", properties: { tags: { Owner: "team-payments" } } },
      },
      settings: { tagAliases: { owner: ["Owner"] } },
      findings: [],
    },
    {
      title: "Two tags that name different owners",
      resources: {
        uploader: {
          type: "azure-native:managedidentity:UserAssignedIdentity",
          properties: { tags: { owner: "team-payments", team: "team-search" } },
        },
      },
      settings: { tagAliases: { owner: ["team"] } },
      findings: [
        {
          resource: "uploader",
          path: "tags.owner",
          verdict: "violation",
          message:
            "the user-assigned identity has several owners, in `tags.owner` and `tags.team`: nobody can be asked to review, rotate or revoke what nobody owns",
        },
      ],
    },
    {
      title: "Two tags that name the same owner",
      resources: {
        uploader: {
          type: "azure-native:managedidentity:UserAssignedIdentity",
          properties: { tags: { owner: "team-payments", team: "Team-Payments" } },
        },
      },
      settings: { tagAliases: { owner: ["team"] } },
      findings: [],
    },
    {
      title: "A placeholder",
      resources: {
        vault: { type: "azure-native:keyvault:Vault", properties: { tags: { Owner: "TBD" } } },
      },
      findings: [
        {
          resource: "vault",
          path: "tags.Owner",
          verdict: "violation",
          message:
            "`tags.Owner` of the key vault holds a placeholder in place of an owner: nobody can be asked to review, rotate or revoke what nobody owns",
        },
      ],
    },
    {
      title: "An owner in a vault's tags, whose keys Azure compares without regard to case",
      resources: {
        vault: { type: "azure-native:keyvault:Vault", properties: { tags: { Owner: "team-payments" } } },
      },
      findings: [],
    },
    {
      title: "An owner in another form than the organisation's",
      resources: {
        db: { type: "aws:secretsmanager/secret:Secret", properties: { tags: { owner: "team-payments" } } },
      },
      settings: { ownerPattern: "[a-z-]+@example\\.com" },
      findings: [
        {
          resource: "db",
          path: "tags.owner",
          verdict: "violation",
          message:
            "`tags.owner` of the Secrets Manager secret does not match the setting `ownerPattern`: nobody can be asked to review, rotate or revoke what nobody owns",
        },
      ],
    },
    {
      title: "An owner in the organisation's form",
      resources: {
        db: { type: "aws:secretsmanager/secret:Secret", properties: { tags: { owner: "payments@example.com" } } },
      },
      settings: { ownerPattern: "[a-z-]+@example\\.com" },
      findings: [],
    },
    {
      title: "An access key of a user whom another stack declares",
      resources: {
        key: { type: "aws:iam/accessKey:AccessKey", properties: { user: "legacy-uploader" } },
      },
      findings: [
        {
          resource: "key",
          path: "user",
          verdict: "undetermined",
          message:
            "cannot tell who owns it: `user` is the name of an identity outside this stack, whose tags are not seen here",
        },
      ],
    },
  ],
});

type Message = "missing" | "miscased" | "empty" | "placeholder" | "several" | "format";

function* ownerProblems(
  urn: string,
  owner: Known<string>,
  pattern: string,
  violation: (message: Message, path: string, values?: Readonly<Record<string, string>>) => Problem<Message>,
): Iterable<Problem<Message>> {
  if (namesSeveral(owner.value)) {
    yield violation("several", owner.path, { paths: `\`${owner.path}\`` });
    return;
  }
  const matches = matchesWhole(pattern, owner.value.trim());
  if (matches === false) yield violation("format", owner.path);
  if (matches === undefined) {
    const because = "compared with the setting `ownerPattern`, which is not a regular expression";
    yield undetermined(urn, unknown(owner.path, because));
  }
}

/** Nothing where the pattern cannot be read. */
function matchesWhole(pattern: string, text: string): boolean | undefined {
  try {
    return pattern === "" || new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    return undefined;
  }
}

function pathsOf({ by }: Extract<Statement, { state: "several" }>): string {
  return by.map(({ path }) => `\`${path}\``).join(" and ");
}
