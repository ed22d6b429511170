import { DUTY_TAGS, type Duty } from "../identity/accountability";
import type { Example, ExpectedFinding } from "./judge/rule";

/** The words of one duty, for the examples that all rules on duties share. */
export interface DutyWords {
  readonly duty: Duty;
  /** Such as "an owner". */
  readonly one: string;
  /** Such as "owners". */
  readonly several: string;
  /** What states it well. */
  readonly good: string;
  /** What states it well, and something else. */
  readonly other: string;
  readonly why: string;
  readonly question: string;
}

type Tags = Readonly<Record<string, unknown>>;

function role(tags: unknown): Example["resources"] {
  return { uploader: { type: "aws:iam/role:Role", properties: { tags } } };
}

function vault(tags: Tags): Example["resources"] {
  return { shop: { type: "azure-native:keyvault:Vault", properties: { tags } } };
}

function violation(resource: string, path: string, message: string): readonly [ExpectedFinding] {
  return [{ resource, path, verdict: "violation", message }];
}

/** What holds of the statement of any duty: it stands there once, says something, and its key is the one asked for. */
export function statedExamples(words: DutyWords): readonly Example[] {
  return [...textExamples(words), ...keyExamples(words), ...settingsExamples(words)];
}

function textExamples({ duty, one, good, why, question }: DutyWords): readonly Example[] {
  const tag = DUTY_TAGS[duty];
  const path = `tags.${tag}`;
  const place = `\`${path}\` of the IAM role`;
  return [
    {
      title: `A role without ${one}`,
      resources: role({ environment: "prod" }),
      findings: violation("uploader", path, `the IAM role has no \`${tag}\` tag: ${why}`),
    },
    { title: `A role with ${one}`, resources: role({ environment: "prod", [tag]: good }), findings: [] },
    {
      title: "A role whose tags are settled by the deployment",
      resources: role({ "fn::unknown": true }),
      findings: [
        {
          resource: "uploader",
          path: "tags",
          verdict: "undetermined",
          message: `cannot tell ${question}: \`tags\` is not known before deployment`,
        },
      ],
    },
    {
      title: "A tag that is empty",
      resources: role({ [tag]: " " }),
      findings: violation("uploader", path, `${place} is empty: ${why}`),
    },
    { title: "A tag that says something", resources: role({ [tag]: good }), findings: [] },
    {
      title: "A placeholder from the provider's default tags",
      resources: byDefault({ [tag]: "TBD" }),
      findings: violation(
        "uploader",
        path,
        `${place}, from the default tags of the provider \`prod\`, holds a placeholder: ${why}`,
      ),
    },
    { title: "A statement from the provider's default tags", resources: byDefault({ [tag]: good }), findings: [] },
  ];
}

function keyExamples({ duty, several, good, other, why }: DutyWords): readonly Example[] {
  const tag = DUTY_TAGS[duty];
  const path = `tags.${tag}`;
  const upper = tag.toUpperCase();
  const settings = { tagAliases: { [tag]: ["alias"] } };
  return [
    {
      title: "A key in upper case, which AWS takes for another",
      resources: role({ [upper]: good }),
      findings: violation(
        "uploader",
        path,
        `the IAM role has a tag \`${upper}\` where \`${tag}\` is asked for, and AWS keys tell upper from lower case: ${why}`,
      ),
    },
    {
      title: "A key in upper case that the settings let stand for it",
      resources: role({ [upper]: good }),
      settings: { tagAliases: { [tag]: [upper] } },
      findings: [],
    },
    {
      title: "A key in upper case on Azure, which takes it for the same",
      resources: vault({ [upper]: good }),
      findings: [],
    },
    {
      title: "Two tags that say different things",
      resources: vault({ [tag]: good, alias: other }),
      settings,
      findings: violation(
        "shop",
        path,
        `the key vault has several ${several}, in \`${path}\` and \`tags.alias\`: ${why}`,
      ),
    },
    {
      title: "Two tags that say the same",
      resources: vault({ [tag]: good, alias: good.toUpperCase() }),
      settings,
      findings: [],
    },
  ];
}

function settingsExamples({ duty, good }: DutyWords): readonly Example[] {
  const tag = DUTY_TAGS[duty];
  return [
    {
      title: "A statement that the organisation makes for all that make none",
      resources: role({ environment: "prod" }),
      settings: { accountabilityDefaults: { [tag]: good } },
      findings: [],
    },
    {
      title: "A duty that the organisation does not ask for",
      resources: role({ environment: "prod" }),
      settings: { duties: { [tag]: { required: false } } },
      findings: [],
    },
  ];
}

function byDefault(tags: Tags): Example["resources"] {
  return {
    prod: { type: "pulumi:providers:aws", properties: { defaultTags: { tags } } },
    uploader: {
      type: "aws:iam/role:Role",
      properties: { tags: { environment: "prod" } },
      options: { provider: "prod" },
    },
  };
}

/** What holds where the organisation says in which form a duty is stated, or who may bear it. */
export function formExamples({ duty, good, other, why }: DutyWords): readonly Example[] {
  const tag = DUTY_TAGS[duty];
  const path = `tags.${tag}`;
  const pattern = { duties: { [tag]: { pattern: `${good.slice(0, 3)}.+` } } };
  const directory = { duties: { [tag]: { directory: [good] } } };
  return [
    {
      title: "A text in another form than the organisation's",
      resources: role({ [tag]: other }),
      settings: pattern,
      findings: violation(
        "uploader",
        path,
        `\`${path}\` of the IAM role does not match the setting \`duties.${tag}.pattern\`: ${why}`,
      ),
    },
    { title: "A text in the organisation's form", resources: role({ [tag]: good }), settings: pattern, findings: [] },
    {
      title: "A name that the directory does not hold",
      resources: role({ [tag]: `${good}s` }),
      settings: directory,
      findings: violation(
        "uploader",
        path,
        `\`${path}\` of the IAM role is \`${good}s\`, which the setting \`duties.${tag}.directory\` does not list (did you mean \`${good}\`?): ${why}`,
      ),
    },
    { title: "A name that the directory holds", resources: role({ [tag]: good }), settings: directory, findings: [] },
  ];
}

/** Ways of writing a date that are not the one asked for. */
const WRONG_DATES: readonly (readonly [title: string, written: string, fault: string, hint: string])[] = [
  ["A date of another order", "31.03.2026", "is not in the form of ISO 8601", ": `2026-03-31`"],
  ["A day that no calendar has", "2026-02-31", "is a day that no calendar has", " such as `2027-03-31`"],
];

/** What holds of the date that a duty states. */
export function dayExamples({ duty, good, why }: DutyWords): readonly Example[] {
  const tag = DUTY_TAGS[duty];
  const path = `tags.${tag}`;
  return WRONG_DATES.flatMap(([title, written, fault, hint]): readonly Example[] => [
    {
      title,
      resources: role({ [tag]: written }),
      findings: violation(
        "uploader",
        path,
        `\`${path}\` of the IAM role is \`${written}\`, which ${fault}; expected an ISO date${hint}: ${why}`,
      ),
    },
    { title: `${title}, mended`, resources: role({ [tag]: good }), findings: [] },
  ]);
}
