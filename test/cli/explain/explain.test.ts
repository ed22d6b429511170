import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../../cli/command-line";
import { identitiesIn } from "../../../cli/explain/find";
import { explanationText } from "../../../cli/explain/text";
import { explanationOf, stackOf } from "../../../cli/explain/run-explain";
import { StandIns } from "../../../inputs/stand-ins/stand-ins";
import { DEFAULT_SETTINGS } from "../../../policy-packs/judge/settings";
import { RULES } from "../../../policy-packs/rules";
import { stackOf as declaredStack } from "../../../testing/stack";
import { RecordingTerminal } from "../recording-terminal";
import { SECRET, state, write } from "../states";

const ACCOUNT = "111122223333";

const urnOf = (type: string, name: string) => `urn:pulumi:dev::shop::${type}::${name}`;

/** A resource as a state holds it, declared on a line of its own. */
function deployed(type: string, name: string, line: number, inputs: object, outputs: object = {}): object {
  return {
    urn: urnOf(type, name),
    custom: true,
    type,
    inputs,
    outputs: { ...inputs, ...outputs },
    sourcePosition: `project:///index.ts#${line},1`,
  };
}

function role(name: string, line: number, trust: object, more: object = {}): object {
  const arn = `arn:aws:iam::${ACCOUNT}:role/${name}-1`;
  const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: trust });
  return deployed("aws:iam/role:Role", name, line, { name: `${name}-1`, assumeRolePolicy, ...more }, { arn });
}

function inline(name: string, line: number, holder: string, ...statements: readonly object[]): object {
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  return deployed("aws:iam/rolePolicy:RolePolicy", name, line, { role: holder, policy });
}

function json(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statement });
}

const FROM_VPC = { StringEquals: { "aws:SourceVpce": "vpce-1" } };
const LAMBDA = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
const BUCKET = deployed("aws:s3/bucket:Bucket", "uploads", 1, { bucket: "up" }, { id: "up", arn: "arn:aws:s3:::up" });
const FUNCTION = deployed("aws:lambda/function:Function", "resizer", 4, {
  name: "resizer",
  role: `arn:aws:iam::${ACCOUNT}:role/worker-1`,
  environment: { variables: { TOKEN: SECRET } },
});

const READER = role("reader", 7, LAMBDA);
const READER_DATA = inline("reader-data", 8, "reader-1", {
  Effect: "Allow",
  Action: "s3:GetObject",
  Resource: "arn:aws:s3:::up/*",
});

const SHOP = [
  BUCKET,
  role("worker", 2, LAMBDA),
  inline(
    "worker-data",
    3,
    "worker-1",
    { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:aws:s3:::up/*" },
    {
      Effect: "Allow",
      Action: "sqs:*",
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } },
    },
    { Effect: "Deny", Action: "s3:PutObject", Resource: "arn:aws:s3:::up/final/*" },
  ),
  FUNCTION,
  role("deployer", 5, { Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "sts:AssumeRole" }),
  deployed("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "deployer-lambda", 6, {
    role: "deployer-1",
    policyArn: "arn:aws:iam::aws:policy/AWSLambda_FullAccess",
  }),
];

describe("mandate explain", () => {
  let folder: string;
  let terminal: RecordingTerminal;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mandate-explain-"));
    terminal = new RecordingTerminal();
    [file = ""] = await write(folder, { "shop.json": state(...SHOP) });
  });
  afterEach(async () => {
    assert.doesNotMatch(terminal.output + terminal.errors, new RegExp(SECRET));
    await rm(folder, { recursive: true });
  });

  const explain = (...args: string[]) => run(["explain", ...args], terminal);

  it("tells people what an identity may do, what gives and limits it, and who may become it", async () => {
    assert.equal(await explain("worker", file), 0);
    assert.equal(
      terminal.output,
      `worker  IAM role  aws:iam/role:Role  index.ts:2:1

What it may do
  sqs  all 20 actions: 3 Permissions management, 8 Write, 2 Tagging, 7 Read [2]
  s3   Write 1 of 57  PutObject [1]
       Read 1 of 66   GetObject [1]

Given by
  [1] allow s3:GetObject, s3:PutObject on \${uploads}/*
      policy.Statement[0] of worker-data, index.ts:3:1
  [2] allow sqs:* on * when aws:SourceVpce StringEquals vpce-1 (only under its conditions)
      policy.Statement[1] of worker-data, index.ts:3:1

What limits it
  deny s3:PutObject on \${uploads}/final/*
    policy.Statement[2] of worker-data, index.ts:3:1

Who may become it
  allow sts:AssumeRole to Service lambda.amazonaws.com
    assumeRolePolicy.Statement of worker, index.ts:2:1

What runs as it
  resizer, aws:lambda/function:Function
    role of resizer, index.ts:4:1

Where it can escalate
  nowhere that is known
`,
    );
  });

  it("tells people where an identity can escalate, and by what", async () => {
    assert.equal(await explain("deployer", file), 0);
    const [, escalation = ""] = terminal.output.split("Where it can escalate\n");
    assert.deepEqual(escalation.split("\n").slice(0, 4), [
      "  to more: replace the code of any function",
      "    lambda:UpdateFunctionCode in AWSLambda_FullAccess of AWS, policyArn of deployer-lambda,",
      "    index.ts:6:1",
      "  to more: put a layer into any function",
    ]);
  });

  it("writes for programs what is documented", async () => {
    const [small = ""] = await write(folder, { "small.json": state(BUCKET, READER, READER_DATA) });
    assert.equal(await explain("reader", small, "--format", "json"), 0);
    const urn = urnOf("aws:iam/role:Role", "reader");
    const place = {
      urn: urnOf("aws:iam/rolePolicy:RolePolicy", "reader-data"),
      name: "reader-data",
      path: "policy.Statement[0]",
      location: { file: "index.ts", line: 8, column: 1 },
    };
    assert.deepEqual(JSON.parse(terminal.output), {
      version: 1,
      input: { path: small, kind: "export" },
      identity: {
        urn,
        name: "reader",
        subject: "IAM role",
        type: "aws:iam/role:Role",
        location: { file: "index.ts", line: 7, column: 1 },
      },
      administrator: "no",
      grants: [{ words: "allow s3:GetObject on ${uploads}/*", place, holds: "always", actions: 1 }],
      services: [
        {
          service: "s3",
          whole: false,
          levels: [{ level: "Read", actions: ["s3:GetObject"], of: 66, by: [0] }],
        },
      ],
      limits: [],
      trust: [
        {
          words: "allow sts:AssumeRole to Service lambda.amazonaws.com",
          place: {
            urn,
            name: "reader",
            path: "assumeRolePolicy.Statement",
            location: { file: "index.ts", line: 7, column: 1 },
          },
        },
      ],
      usedBy: [],
      namedBy: [],
      credentials: [],
      escalation: [],
      takenOverBy: [],
      unknown: [],
    });
  });

  const BY: readonly (readonly [how: string, text: string])[] = [
    ["logical name", "reader"],
    ["name", "reader-1"],
    ["ARN", `arn:aws:iam::${ACCOUNT}:role/reader-1`],
    ["URN", urnOf("aws:iam/role:Role", "reader")],
  ];
  for (const [how, text] of BY) {
    it(`finds an identity by its ${how}`, async () => {
      const [small = ""] = await write(folder, { "small.json": state(BUCKET, READER, READER_DATA) });
      assert.equal(await explain(text, small), 0);
      assert.match(terminal.output, /^reader {2}IAM role {2}aws:iam\/role:Role/);
    });
  }

  it("says which names are near where none fits, and lists what there is where none is near", async () => {
    assert.equal(await explain("workr", file), 2);
    assert.equal(terminal.errors, "mandate: no identity is called `workr`; did you mean `worker`?\n");
    terminal.errors = "";
    assert.equal(await explain("somebody-else", file), 2);
    assert.equal(
      terminal.errors,
      `mandate: no identity is called \`somebody-else\`; expected the name, ARN, id or URN of \`${urnOf("aws:iam/role:Role", "worker")}\` or \`${urnOf("aws:iam/role:Role", "deployer")}\`\n`,
    );
    assert.equal(terminal.output, "");
  });

  it("says where a name is one of several identities", async () => {
    const user = deployed("aws:iam/user:User", "reader", 9, { name: "reader-user" });
    const [small = ""] = await write(folder, { "small.json": state(READER, user) });
    assert.equal(await explain("reader", small), 2);
    assert.equal(
      terminal.errors,
      `mandate: \`reader\` names several identities: \`${urnOf("aws:iam/role:Role", "reader")}\` or \`${urnOf("aws:iam/user:User", "reader")}\`; name one by its URN\n`,
    );
  });

  it("says where one identity stands in several exports", async () => {
    const files = { "states/a.json": state(READER), "states/b.json": state(READER) };
    const [a, b] = await write(folder, files);
    assert.equal(await explain("reader", join(folder, "states")), 2);
    assert.equal(
      terminal.errors,
      `mandate: \`reader\` names several identities: it stands in ${a}, ${b}; give one of them\n`,
    );
  });

  const QUESTIONS: readonly (readonly [args: readonly string[], answer: string])[] = [
    [
      ["--action", "s3:GetObject", "--resource", "uploads/a.png"],
      `  May it do s3:GetObject on arn:aws:s3:::up/a.png?
  Yes
  allow s3:GetObject, s3:PutObject on \${uploads}/*
    policy.Statement[0] of worker-data, index.ts:3:1
`,
    ],
    [
      ["--action", "s3:PutObject", "--resource", "arn:aws:s3:::up/final/a.png"],
      `  May it do s3:PutObject on arn:aws:s3:::up/final/a.png?
  No
  deny s3:PutObject on \${uploads}/final/*
    policy.Statement[2] of worker-data, index.ts:3:1
`,
    ],
    [
      ["--action", "sqs:SendMessage"],
      `  May it do sqs:SendMessage on every resource?
  Under a condition
  allow sqs:* on * when aws:SourceVpce StringEquals vpce-1
    policy.Statement[1] of worker-data, index.ts:3:1
`,
    ],
    [
      ["--action", "s3:DeleteObject", "--resource", "uploads/a.png"],
      `  May it do s3:DeleteObject on arn:aws:s3:::up/a.png?
  No: none of its policies allows it
`,
    ],
  ];
  for (const [args, answer] of QUESTIONS) {
    it(`answers ${args.join(" ")}`, async () => {
      assert.equal(await explain("worker", file, ...args), 0);
      assert.equal(terminal.output, `worker  IAM role  aws:iam/role:Role  index.ts:2:1\n${answer}`);
    });
  }

  const REFUSED: readonly (readonly [args: readonly string[], error: string])[] = [
    [["--action", "s3:*"], "`--action` takes one action without wildcards, such as `s3:GetObject`"],
    [["--when", "aws:SourceVpce=a"], "`--when` says how an action is done; expected `--action` with it"],
    [
      ["--action", "s3:GetObject", "--when", "vpce-1"],
      "`--when vpce-1` is no condition key with a value; expected such as `aws:SourceVpce=vpce-0a1b2c3d`",
    ],
    [["--resource", "uploads"], "`--resource` says what an action is done to; expected `--action` with it"],
    [["--action", "GetObject"], "`--action` takes one action without wildcards, such as `s3:GetObject`"],
    [
      ["--action", "s3:GetObject", "--resource", "nowhere/a"],
      "`--resource nowhere/a` is neither an ARN nor a resource with a known ARN; expected such as `arn:aws:s3:::bucket/key`",
    ],
  ];
  for (const [args, error] of REFUSED) {
    it(`refuses ${args.join(" ")}`, async () => {
      assert.equal(await explain("worker", file, ...args), 2);
      assert.equal(terminal.errors, `mandate: ${error}\n`);
    });
  }

  it("counts what the policies of resources give, and no more than that", async () => {
    const statement = {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/reader-1` },
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::up/in/*",
    };
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const bucketPolicy = deployed("aws:s3/bucketPolicy:BucketPolicy", "letting-in", 9, { bucket: "up", policy });
    const [small = ""] = await write(folder, { "small.json": state(BUCKET, READER, READER_DATA, bucketPolicy) });
    assert.equal(await explain("reader", small, "--action", "s3:PutObject", "--resource", "uploads/in/x"), 0);
    assert.match(terminal.output, /^ {2}Yes\n.*\n {4}policy\.Statement\[0\] of letting-in, index\.ts:9:1$/m);
    terminal.output = "";
    await explain("reader", small, "--action", "s3:PutObject", "--resource", "uploads/out/x");
    assert.match(terminal.output, /No: none of its policies allows it/);
  });

  describe("asked about what policies on resources decide", () => {
    const key = (name: string, line: number, principal: object) =>
      deployed(
        "aws:kms/key:Key",
        name,
        line,
        { policy: json({ Effect: "Allow", Principal: principal, Action: "kms:*", Resource: "*" }) },
        { arn: `arn:aws:kms:eu-central-1:${ACCOUNT}:key/${name}` },
      );
    const VAULT = [
      role("worker", 1, LAMBDA),
      inline(
        "worker-keys",
        2,
        "worker-1",
        { Effect: "Allow", Action: ["kms:Decrypt", "sts:AssumeRole", "sqs:SendMessage"], Resource: "*" },
        { Effect: "Allow", Action: "s3:PutObject", Resource: "*", Condition: FROM_VPC },
      ),
      key("shared", 3, { AWS: `arn:aws:iam::${ACCOUNT}:root` }),
      key("kept", 4, { AWS: `arn:aws:iam::${ACCOUNT}:role/keeper` }),
      role("keeper", 5, { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }),
      role("open", 6, { Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "sts:AssumeRole" }),
      role("named", 7, {
        Effect: "Allow",
        Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:role/worker-1`, `arn:aws:iam::${ACCOUNT}:user/app`] },
        Action: "sts:AssumeRole",
      }),
      deployed(
        "aws:iam/user:User",
        "app",
        8,
        { name: "app", permissionsBoundary: "arn:aws:iam::aws:policy/AmazonSQSFullAccess" },
        { arn: `arn:aws:iam::${ACCOUNT}:user/app` },
      ),
      BUCKET,
      deployed("aws:s3/bucketPolicy:BucketPolicy", "for-all", 10, {
        bucket: "up",
        policy: json({
          Effect: "Allow",
          Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/app` },
          Action: "s3:GetObject",
          Resource: "*",
        }),
      }),
    ];
    const ANSWERS: readonly (readonly [who: string, action: string, on: string, answer: string, ...more: string[]])[] =
      [
        ["worker", "kms:Decrypt", "shared", "Yes"],
        [
          "worker",
          "kms:Decrypt",
          "kept",
          "No: the resource's own policy leaves it neither to the identity nor to its account",
        ],
        [
          "worker",
          "sts:AssumeRole",
          "keeper",
          "No: the resource's own policy leaves it neither to the identity nor to its account",
        ],
        ["worker", "sts:AssumeRole", "open", "Yes"],
        ["app", "sts:AssumeRole", "open", "No: none of its policies allows it"],
        ["app", "sts:AssumeRole", "named", "Yes"],
        ["app", "s3:GetObject", "uploads/a.png", "Yes"],
        ["app", "sqs:SendMessage", "*", "No: none of its policies allows it"],
        [
          "worker",
          "sqs:SendMessage",
          "arn:aws:sqs:eu-central-1:444455556666:orders",
          "It cannot be told: a policy in the resource's account must allow it as well",
        ],
        ["worker", "s3:PutObject", "*", "Under a condition"],
        ["worker", "s3:PutObject", "*", "Yes", "--when", "aws:sourceVpce=vpce-1"],
        ["worker", "s3:PutObject", "*", "No: none of its policies allows it", "--when", "aws:SourceVpce=vpce-2"],
      ];
    for (const [who, action, on, answer, ...more] of ANSWERS) {
      it(`says "${answer}" where ${who} would do ${[action, "on", on, ...more].join(" ")}`, async () => {
        const [vault = ""] = await write(folder, { "vault.json": state(...VAULT) });
        assert.equal(await explain(who, vault, "--action", action, "--resource", on, ...more), 0);
        const [, , answered = ""] = terminal.output.split("\n");
        assert.equal(answered.trim(), answer);
      });
    }
  });

  it("says where only a part of what a wildcard stands for is denied", async () => {
    await explain("worker", file, "--action", "s3:PutObject", "--resource", "uploads/*");
    assert.match(terminal.output, /^ {2}In part\n(.*\n)* {2}deny s3:PutObject on \$\{uploads\}\/final\/\*$/m);
  });

  it("counts the service control policies of the settings", async () => {
    const denial = { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "s3:Get*", Resource: "*" }] };
    const settings = { "mandate-settings": { serviceControlPolicies: [denial] } };
    const [config = ""] = await write(folder, { "rules.json": JSON.stringify(settings) });
    await explain("worker", file, "--config", config);
    assert.match(
      terminal.output,
      /deny s3:Get\* on \*, which takes away 1 action\n {4}serviceControlPolicies\[0\]\.Statement\[0\] of the settings\n/,
    );
  });

  it("tells who has a permission set, and what its boundary leaves", async () => {
    const instanceArn = "arn:aws:sso:::instance/ssoins-1";
    const permissionSetArn = "arn:aws:sso:::permissionSet/ssoins-1/ps-1";
    const set = "aws:ssoadmin/permissionSet:PermissionSet";
    const [small = ""] = await write(folder, {
      "small.json": state(
        deployed(set, "operators", 1, { name: "operators", instanceArn }, { arn: permissionSetArn }),
        deployed("aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy", "rights", 2, {
          permissionSetArn,
          inlinePolicy: JSON.stringify({
            Version: "2012-10-17",
            Statement: { Effect: "Allow", Action: ["sqs:SendMessage", "sns:Publish"], Resource: "*" },
          }),
        }),
        deployed("aws:ssoadmin/permissionsBoundaryAttachment:PermissionsBoundaryAttachment", "limit", 3, {
          permissionSetArn,
          permissionsBoundary: { managedPolicyArn: "arn:aws:iam::aws:policy/AmazonSQSFullAccess" },
        }),
        deployed("aws:ssoadmin/accountAssignment:AccountAssignment", "given", 4, {
          permissionSetArn,
          principalType: "GROUP",
          principalId: "a1b2",
          targetId: ACCOUNT,
        }),
      ),
    });
    assert.equal(await explain("operators", small), 0);
    assert.equal(
      terminal.output,
      `operators  IAM Identity Center permission set  ${set}  index.ts:1:1

What it may do
  sqs  Write 1 of 8  SendMessage [1]

Given by
  [1] allow sns:Publish, sqs:SendMessage on *
      inlinePolicy.Statement of rights, index.ts:2:1

What limits it
  nothing outside the permissions boundary AmazonSQSFullAccess of AWS, which takes away 1 action
    permissionsBoundary.managedPolicyArn of limit, index.ts:3:1

Who may become it
  group a1b2 in the account ${ACCOUNT}
    principalId of given, index.ts:4:1

Where it can escalate
  nowhere that is known
`,
    );
  });

  it("says through which group a user has something, and of what nothing is left", async () => {
    const attached = { group: "staff", policyArn: "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess" };
    const [small = ""] = await write(folder, {
      "small.json": state(
        deployed("aws:iam/group:Group", "staff", 1, { name: "staff" }),
        deployed("aws:iam/groupPolicyAttachment:GroupPolicyAttachment", "reading", 2, attached),
        deployed("aws:iam/user:User", "ann", 3, {
          name: "ann",
          permissionsBoundary: "arn:aws:iam::aws:policy/IAMReadOnlyAccess",
        }),
        deployed("aws:iam/userGroupMembership:UserGroupMembership", "in", 4, { user: "ann", groups: ["staff"] }),
      ),
    });
    assert.equal(await explain("ann", small), 0);
    assert.match(
      terminal.output,
      /3 more on \* \(of\n {6}which nothing is left\)\n {6}AmazonSQSReadOnlyAccess of AWS, policyArn of reading, by the group staff, index\.ts:2:1\n/,
    );
  });

  it("keeps what is secret to itself, and says what is not known", async () => {
    const hidden = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:*", Resource: SECRET }] };
    const plaintext = JSON.stringify(JSON.stringify(document));
    const [small = ""] = await write(folder, {
      "small.json": state(
        READER,
        deployed("aws:iam/rolePolicy:RolePolicy", "shown", 8, { role: "reader-1", policy: { ...hidden, plaintext } }),
        deployed("aws:iam/rolePolicy:RolePolicy", "dark", 9, {
          role: "reader-1",
          policy: { ...hidden, ciphertext: "v1:abc" },
        }),
      ),
    });
    assert.equal(await explain("reader", small), 0);
    assert.match(terminal.output, /\[1\] a statement that is marked as a secret/);
    assert.match(terminal.output, /Not known\n(.*\n)*? {2}`policy` of `dark` is encrypted in the state\n/);
    assert.match(terminal.output, /Where it can escalate\n {2}nowhere that is certain, as not everything is known\n/);
  });

  it("explains an identity of Azure by its roles, and by whose tokens it lets in", async () => {
    await explain("deployer", join(__dirname, "../../../examples/azure-violating"));
    assert.match(terminal.output, /^deployer {2}user-assigned identity/);
    assert.match(terminal.output, /\[1\] Contributor on \/subscriptions\/\$\{subscription\}, but not/);
    assert.match(terminal.output, /Who may become it\n {2}tokens of https:\/\/token\.actions\.githubusercontent\.com/);
  }).timeout(60_000);
});

describe("an explanation", () => {
  it("can be given of every identity in every example of every rule", () => {
    let explained = 0;
    for (const { examples } of RULES) {
      for (const { resources, settings } of examples) {
        const standIns = new StandIns();
        const input = {
          path: "example",
          kind: "program",
          resources: declaredStack(resources, standIns),
          describe: (text: string) => standIns.describe(text),
          notes: [],
        } as const;
        for (const identity of identitiesIn(stackOf(input, { ...DEFAULT_SETTINGS, ...settings }))) {
          const document = explanationOf(identity);
          const text = explanationText(document, { colour: false, width: 100 });
          assert.equal(standIns.describe(text), text);
          assert.deepEqual(JSON.parse(JSON.stringify(document)), document);
          explained++;
        }
      }
    }
    assert.ok(explained > 300, `${explained} identities`);
  }).timeout(120_000);
});
