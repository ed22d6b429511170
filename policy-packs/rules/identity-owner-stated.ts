import { namesSeveral } from "../../identity/accountability";
import { defineRule } from "../judge/rule";
import { FORM_MESSAGES, statedInForm, statedMessages, violationsOf } from "../stated-duty";
import { formExamples, statedExamples, type DutyWords } from "../stated-duty-examples";

const WORDS: DutyWords = {
  duty: "owner",
  one: "an owner",
  several: "owners",
  good: "team-payments",
  other: "search",
  question: "who owns it",
  why: "nobody can be asked to review, rotate or revoke what nobody owns",
};

export const identityOwnerStated = defineRule({
  name: "identity-owner-stated",
  title: "Every identity, key and secret names the one owner who answers for it",
  severity: "high",
  enforcement: "mandatory",
  duty: { text: "Assign an accountable owner to every non-human identity", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI1", "NIST-CSF-2.0:GV.RR-02", "NIST-CSF-2.0:PR.AA-01", "NIST-800-53r5:AC-2"],
  judges: "accountability",
  options: {},
  messages: { ...statedMessages("owner", WORDS.several), ...FORM_MESSAGES },
  question: WORDS.question,
  why: WORDS.why,
  fix: "Tag it with one `owner`, the team or person who answers for it.",
  *judge(fact, { settings }) {
    const said = yield* statedInForm(fact, "owner", settings);
    if (said && namesSeveral(said.value))
      yield violationsOf(fact.urn, fact.subject)("several", said, { paths: `\`${said.path}\`` });
  },
  examples: [
    ...statedExamples(WORDS),
    ...formExamples(WORDS),
    {
      title: "Two owners in one tag",
      resources: {
        uploader: {
          type: "aws:iam/role:Role",
          properties: { tags: { owner: "ann@example.com, ben@example.com" } },
        },
      },
      findings: [
        {
          resource: "uploader",
          path: "tags.owner",
          verdict: "violation",
          message: `the IAM role has several owners, in \`tags.owner\`: ${WORDS.why}`,
        },
      ],
    },
    {
      title: "One owner in one tag",
      resources: { uploader: { type: "aws:iam/role:Role", properties: { tags: { owner: "ann@example.com" } } } },
      findings: [],
    },
    {
      title: "An app registration without an owner in its notes",
      resources: {
        shop: {
          type: "azuread:index/applicationRegistration:ApplicationRegistration",
          properties: { notes: "The shop's sign-in" },
        },
      },
      findings: [
        {
          resource: "shop",
          path: "notes",
          verdict: "violation",
          message: `the app registration has no \`owner\` pair in \`notes\`: ${WORDS.why}`,
        },
      ],
    },
    {
      title: "An app registration with an owner in its notes",
      resources: {
        shop: {
          type: "azuread:index/applicationRegistration:ApplicationRegistration",
          properties: { notes: "The shop's sign-in; owner: team-shop" },
        },
      },
      findings: [],
    },
    {
      title: "An owner in another form than `ownerPattern`",
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
      title: "An owner in the form of `ownerPattern`",
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
