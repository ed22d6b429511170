import { deepEqual } from "node:assert/strict";
import { judgeResources } from "../../../testing";

type Declared = Parameters<typeof judgeResources>[0];
type Statement = Readonly<Record<string, unknown>>;

const RULE = "aws-identity-without-escalation";
const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";
const READER = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";

function trusting(principal: object, more: object = {}): object {
  return {
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", ...more },
  };
}

const BY_LAMBDA = trusting({ Service: "lambda.amazonaws.com" });

function role(name: string, trust: object = BY_LAMBDA, more: object = {}) {
  return { type: "aws:iam/role:Role", properties: { name, assumeRolePolicy: { "fn::toJSON": trust }, ...more } };
}

function allow(action: string | readonly string[], resource: string | readonly string[] = "*", condition?: object) {
  return { Effect: "Allow", Action: action, Resource: resource, ...(condition && { Condition: condition }) };
}

/** A deployer that may do this, and a keeper with this policy. */
function stack(may: readonly Statement[], policy: string, others: object, trust?: object): Declared {
  return {
    deployer: role("deployer", trusting({ Service: "codebuild.amazonaws.com" })),
    rights: {
      type: "aws:iam/rolePolicy:RolePolicy",
      properties: {
        role: "${deployer.name}",
        policy: { "fn::toJSON": { Version: "2012-10-17", Statement: may } },
      },
    },
    keeper: role("keeper", trust, { managedPolicyArns: [policy] }),
    profile: {
      type: "aws:iam/instanceProfile:InstanceProfile",
      properties: { name: "holder", role: "${keeper.name}" },
    },
    ...others,
  };
}

/** What is told of the deployer: the severity and the way. */
function told(declared: Declared): readonly string[] {
  return judgeResources(declared, { rules: [RULE] }).map(({ severity, verdict, message }) =>
    verdict === "undetermined"
      ? verdict
      : `${severity}: ${/^`deployer` may (.*), and so /.exec(message)?.[1] ?? message}`,
  );
}

interface Case {
  readonly way: string;
  readonly others: object;
  /** What the deployer may do, on the target `it` or on another name. */
  readonly may: (name: string) => readonly Statement[];
  readonly trust?: object;
}

function ec2Arn(kind: string, id: string): string {
  return `arn:aws:ec2:*:*:${kind}/${id}`;
}

const LAUNCHED = {
  type: "aws:ec2/launchTemplate:LaunchTemplate",
  properties: { id: "lt-it", iamInstanceProfile: { name: "${profile.name}" } },
};
const GROUP = {
  type: "aws:autoscaling/group:Group",
  properties: {
    name: "web",
    minSize: 1,
    maxSize: 2,
    launchTemplate: { id: "${template.id}" },
    tags: [{ key: "app", value: "shop", propagateAtLaunch: true }],
  },
};

function machine(tags: object) {
  return {
    type: "aws:ec2/instance:Instance",
    properties: { id: "i-it", iamInstanceProfile: "${profile.name}", tags },
  };
}

function deploymentGroup(more: object) {
  return {
    type: "aws:codedeploy/deploymentGroup:DeploymentGroup",
    properties: {
      appName: "shop",
      deploymentGroupName: "it",
      serviceRoleArn: "arn:aws:iam::111122223333:role/deploy",
      ...more,
    },
  };
}

function deploys(name: string): readonly Statement[] {
  return [
    allow("codedeploy:CreateDeployment", `arn:aws:codedeploy:*:*:deploymentgroup:shop/${name}`),
    allow(["codedeploy:RegisterApplicationRevision", "codedeploy:GetDeploymentConfig"]),
  ];
}

const TAGGED = { ec2TagFilters: [{ key: "app", type: "KEY_AND_VALUE", value: "shop" }] };
const DEPLOYING = "deploy a revision of its own to the deployment group `it`, whose instances hold `keeper`";

const FEDERATED = "arn:aws:iam::111122223333:saml-provider/it";
const BY_SAML = trusting(
  { Federated: FEDERATED },
  {
    Action: "sts:AssumeRoleWithSAML",
    Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
  },
);
const ANCHOR = "arn:aws:rolesanywhere:eu-central-1:111122223333:trust-anchor/it";
const BY_CERTIFICATE = trusting(
  { Service: "rolesanywhere.amazonaws.com" },
  { Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"] },
);
const BY_ONE_ANCHOR = trusting(
  { Service: "rolesanywhere.amazonaws.com" },
  { Condition: { ArnEquals: { "aws:SourceArn": ANCHOR } } },
);
const ANYWHERE = {
  it: { type: "aws:rolesanywhere/profile:Profile", properties: { name: "it", roleArns: ["${keeper.arn}"] } },
};

/** One workload of a type, with the keeper's role in one of its properties. */
function holder(type: string, properties: object): object {
  return { it: { type, properties } };
}

const ROLE = "${keeper.arn}";

const CASES: Readonly<Record<string, Case>> = {
  "a function": {
    way: "replace the code of the function `it`, which holds `keeper`",
    others: holder("aws:lambda/function:Function", { name: "it", role: ROLE }),
    may: (name) => [allow("lambda:UpdateFunctionCode", `arn:aws:lambda:*:*:function:${name}`)],
  },
  "the layers of a function": {
    way: "put a layer into the function `it`, which holds `keeper`",
    others: holder("aws-native:lambda:Function", { functionName: "it", role: ROLE }),
    may: (name) => [allow("lambda:UpdateFunctionConfiguration", `arn:aws:lambda:*:*:function:${name}`)],
  },
  "the shell of an instance": {
    way: "open a shell on the instance `it`, which holds `keeper`",
    others: { it: machine({}) },
    may: (name) => [allow("ssm:StartSession", ec2Arn("instance", `i-${name}`))],
  },
  "commands on an instance": {
    way: "run commands on the instance `it`, which holds `keeper`",
    others: { it: machine({}) },
    may: (name) => [
      allow("ssm:SendCommand", [ec2Arn("instance", `i-${name}`), "arn:aws:ssm:*::document/AWS-RunShellScript"]),
    ],
  },
  "the start script of an instance": {
    way: "replace the start script of the instance `it`, which holds `keeper`",
    others: { it: machine({}) },
    may: (name) => [
      allow(
        ["ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"],
        ec2Arn("instance", `i-${name}`),
      ),
    ],
  },
  "the root volume of an instance": {
    way: "replace the root volume of the instance `it`, which holds `keeper`",
    others: { it: machine({}) },
    may: (name) => [allow("ec2:CreateReplaceRootVolumeTask", ec2Arn("instance", `i-${name}`))],
  },
  "the key of an instance": {
    way: "log in to the instance `it`, which holds `keeper`",
    others: { it: machine({}) },
    may: (name) => [
      allow("ec2-instance-connect:SendSSHPublicKey", ec2Arn("instance", `i-${name}`)),
      allow("ec2:DescribeInstances"),
    ],
  },
  "a launch template": {
    way: "rewrite the launch template `it`, which holds `keeper`",
    others: { it: LAUNCHED },
    may: (name) => [
      allow(["ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"], ec2Arn("launch-template", `lt-${name}`)),
    ],
  },
  "an ECS task": {
    way: "run commands in the task `it`, which holds `keeper`",
    others: {
      definition: {
        type: "aws:ecs/taskDefinition:TaskDefinition",
        properties: { family: "it", taskRoleArn: ROLE, containerDefinitions: "[]" },
      },
      ...holder("aws:ecs/service:Service", { cluster: "it", taskDefinition: "${definition.arn}" }),
    },
    may: (name) => [
      allow("ecs:ExecuteCommand", [`arn:aws:ecs:*:*:task/${name}/*`, `arn:aws:ecs:*:*:cluster/${name}`]),
      allow("ecs:DescribeTasks"),
    ],
  },
  "a batch job": {
    way: "run commands of its own by the job definition `it`, which holds `keeper`",
    others: holder("aws:batch/jobDefinition:JobDefinition", {
      name: "it",
      type: "container",
      containerProperties: { "fn::toJSON": { image: "x", jobRoleArn: ROLE } },
    }),
    may: (name) => [allow("batch:SubmitJob", `arn:aws:batch:*:*:job-definition/${name}`)],
  },
  "a build": {
    way: "run a build script of its own in the CodeBuild project `it`, which holds `keeper`",
    others: holder("aws:codebuild/project:Project", { name: "it", serviceRole: ROLE }),
    may: (name) => [allow("codebuild:StartBuild", `arn:aws:codebuild:*:*:project/${name}`)],
  },
  "a CloudFormation stack": {
    way: "rewrite the CloudFormation stack `it`, which holds `keeper`",
    others: holder("aws:cloudformation/stack:Stack", { name: "it", iamRoleArn: ROLE }),
    may: (name) => [allow("cloudformation:UpdateStack", `arn:aws:cloudformation:*:*:stack/${name}/*`)],
  },
  "a Glue job": {
    way: "run a script of its own in the Glue job `it`, which holds `keeper`",
    others: holder("aws:glue/job:Job", { name: "it", roleArn: ROLE, command: { scriptLocation: "s3://b/x.py" } }),
    may: (name) => [allow("glue:StartJobRun", `arn:aws:glue:*:*:job/${name}`)],
  },
  "a notebook": {
    way: "open the notebook instance `it`, which holds `keeper`",
    others: holder("aws:sagemaker/notebookInstance:NotebookInstance", { name: "it", roleArn: ROLE }),
    may: (name) => [
      allow("sagemaker:CreatePresignedNotebookInstanceUrl", `arn:aws:sagemaker:*:*:notebook-instance/${name}`),
    ],
  },
  "a state machine": {
    way: "rewrite and start the state machine `it`, which holds `keeper`",
    others: holder("aws:sfn/stateMachine:StateMachine", { name: "it", roleArn: ROLE, definition: "{}" }),
    may: (name) => [
      allow(["states:UpdateStateMachine", "states:StartExecution"], `arn:aws:states:*:*:stateMachine:${name}`),
    ],
  },
  "a game fleet": {
    way: "log in to the machines of the game fleet `it`, which holds `keeper`",
    others: holder("aws:gamelift/fleet:Fleet", { id: "fleet-it", instanceRoleArn: ROLE }),
    may: (name) => [allow("gamelift:GetComputeAccess", `arn:aws:gamelift:*:*:fleet/fleet-${name}`)],
  },
  "an identity pool": {
    way: "sign anyone in to the identity pool `it`, whose users become `keeper`",
    others: holder("aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment", {
      identityPoolId: "eu-central-1:it",
      roles: { authenticated: ROLE },
    }),
    may: (name) => [
      allow(
        "cognito-identity:GetOpenIdTokenForDeveloperIdentity",
        `arn:aws:cognito-identity:*:*:identitypool/eu-central-1:${name}`,
      ),
    ],
  },
  "a deployment to tagged instances": {
    way: DEPLOYING,
    others: { machine: machine({ app: "shop" }), it: deploymentGroup(TAGGED) },
    may: deploys,
  },
  "a deployment to an Auto Scaling group": {
    way: DEPLOYING,
    others: { template: LAUNCHED, web: GROUP, it: deploymentGroup({ autoscalingGroups: ["${web.name}"] }) },
    may: deploys,
  },
  "a deployment to what an Auto Scaling group tags": {
    way: DEPLOYING,
    others: { template: LAUNCHED, web: GROUP, it: deploymentGroup({ ec2TagSets: [TAGGED].map(toSet) }) },
    may: deploys,
  },
  "the SAML provider that a role trusts": {
    way: "sign assertions for the SAML provider `it`, whose users become `keeper`",
    others: {},
    trust: BY_SAML,
    may: (name) => [allow("iam:UpdateSAMLProvider", `arn:aws:iam::111122223333:saml-provider/${name}`)],
  },
  "another SAML provider in the place of one": {
    way: "put one of its own in the place of the SAML provider `it`, whose users become `keeper`",
    others: {},
    trust: BY_SAML,
    may: (name) => [
      allow(["iam:DeleteSAMLProvider", "iam:CreateSAMLProvider"], `arn:aws:iam::111122223333:saml-provider/${name}`),
    ],
  },
  "the trust anchor that a role demands": {
    way: "put an authority of its own into the trust anchor `it`, whose certificates lead to `keeper`",
    others: ANYWHERE,
    trust: BY_ONE_ANCHOR,
    may: (name) => [
      allow("rolesanywhere:UpdateTrustAnchor", `arn:aws:rolesanywhere:*:111122223333:trust-anchor/${name}`),
    ],
  },
};

function toSet({ ec2TagFilters }: typeof TAGGED) {
  return { ec2TagFilters };
}

describe("a deployer gets hold of an administrator by", () => {
  for (const [title, { way, others, may, trust }] of Object.entries(CASES)) {
    it(title, () => {
      deepEqual(told(stack(may("it"), ADMINISTRATOR, others, trust)), [`critical: ${way}`]);
    });

    it(`${title}, but not of a role that reads`, () => {
      deepEqual(told(stack(may("it"), READER, others, trust)), []);
    });

    it(`${title}, but not by another one`, () => {
      deepEqual(told(stack(may("other"), ADMINISTRATOR, others, trust)), []);
    });
  }
});

describe("a deployer", () => {
  const rows: readonly (readonly [title: string, declared: Declared, expected: readonly string[]])[] = [
    [
      "opens a shell on any instance, of which an Auto Scaling group has those of an administrator",
      stack([allow("ssm:StartSession", ec2Arn("instance", "*"))], ADMINISTRATOR, { template: LAUNCHED, web: GROUP }),
      ["critical: open a shell on the instance `web`, which holds `keeper`"],
    ],
    [
      "brings certificates to a profile of an administrator that trusts any anchor",
      stack([allow("rolesanywhere:CreateTrustAnchor")], ADMINISTRATOR, ANYWHERE, BY_CERTIFICATE),
      ["critical: come with certificates of its own to the Roles Anywhere profile `it`, which leads to `keeper`"],
    ],
    [
      "brings certificates in vain to one that demands its anchor",
      stack([allow("rolesanywhere:CreateTrustAnchor")], ADMINISTRATOR, ANYWHERE, BY_ONE_ANCHOR),
      [],
    ],
    [
      "brings certificates in vain to one that no profile gives",
      stack([allow("rolesanywhere:CreateTrustAnchor")], ADMINISTRATOR, {}, BY_CERTIFICATE),
      [],
    ],
    [
      "makes certificates for a role alias of an administrator",
      stack(
        [allow(["iot:CreateKeysAndCertificate", "iot:CreatePolicy", "iot:AttachPolicy"])],
        ADMINISTRATOR,
        holder("aws:iot/roleAlias:RoleAlias", { alias: "it", roleArn: ROLE }),
      ),
      ["critical: make a certificate for the role alias `it`, which stands for `keeper`"],
    ],
    [
      "makes certificates without a policy for them",
      stack(
        [allow(["iot:CreateKeysAndCertificate", "iot:AttachPolicy"])],
        ADMINISTRATOR,
        holder("aws:iot/roleAlias:RoleAlias", { alias: "it", roleArn: ROLE }),
      ),
      [],
    ],
    [
      "builds images on instances of an administrator",
      stack(
        [allow(["imagebuilder:CreateComponent", "imagebuilder:CreateImageRecipe", "imagebuilder:CreateImage"])],
        ADMINISTRATOR,
        holder("aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration", {
          name: "it",
          instanceProfileName: "${profile.name}",
        }),
      ),
      ["critical: build an image with scripts of its own in the image infrastructure `it`, which holds `keeper`"],
    ],
    [
      "deploys to instances with another tag",
      stack(deploys("it"), ADMINISTRATOR, { machine: machine({ app: "other" }), it: deploymentGroup(TAGGED) }),
      [],
    ],
    [
      "deploys to instances with one of two tags that must both be there",
      stack(deploys("it"), ADMINISTRATOR, {
        machine: machine({ app: "shop" }),
        it: deploymentGroup({
          ec2TagSets: [toSet(TAGGED), { ec2TagFilters: [{ key: "stage", type: "KEY_ONLY" }] }],
        }),
      }),
      [],
    ],
    [
      "deploys to instances whose tags are not known",
      stack(deploys("it"), ADMINISTRATOR, {
        machine: machine({ app: { "fn::unknown": true } }),
        it: deploymentGroup(TAGGED),
      }),
      ["undetermined"],
    ],
    [
      "deploys to instances by a filter that is not known",
      stack(deploys("it"), ADMINISTRATOR, {
        machine: machine({ app: "shop" }),
        it: deploymentGroup({ ec2TagFilters: [{ key: "app", type: "KEY_AND_VALUE", value: { "fn::unknown": true } }] }),
      }),
      ["undetermined"],
    ],
    [
      "deploys revisions to functions and ECS, which bring no code",
      stack(deploys("it"), ADMINISTRATOR, {
        fn: { type: "aws:lambda/function:Function", properties: { name: "fn", role: ROLE } },
        it: deploymentGroup({}),
      }),
      [],
    ],
    [
      "passes an administrator to a build of any project",
      stack(
        [
          allow("iam:PassRole", "arn:aws:iam::111122223333:role/keeper"),
          allow("codebuild:StartBuild", "arn:aws:codebuild:*:*:project/small"),
        ],
        ADMINISTRATOR,
        {},
        trusting({ Service: "codebuild.amazonaws.com" }),
      ),
      ["critical: pass `keeper` to a build in the place of the project's"],
    ],
    [
      "passes an administrator to a build by a condition to another service",
      stack(
        [
          allow("iam:PassRole", "arn:aws:iam::111122223333:role/keeper", {
            StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" },
          }),
          allow("codebuild:StartBuild", "arn:aws:codebuild:*:*:project/small"),
        ],
        ADMINISTRATOR,
        {},
        trusting({ Service: "codebuild.amazonaws.com" }),
      ),
      [],
    ],
    [
      "passes roles of a name that no powerful one bears",
      stack(
        [
          allow("iam:PassRole", "arn:aws:iam::111122223333:role/shop-*"),
          allow(["lambda:CreateFunction", "lambda:InvokeFunction"]),
        ],
        ADMINISTRATOR,
        {},
      ),
      [],
    ],
    [
      "passes roles of a name that an administrator bears",
      stack(
        [
          allow("iam:PassRole", "arn:aws:iam::111122223333:role/keep*"),
          allow(["lambda:CreateFunction", "lambda:InvokeFunction"]),
        ],
        ADMINISTRATOR,
        {},
      ),
      ["critical: pass `keeper` to a new function and call it"],
    ],
    [
      "tests a state with an administrator",
      stack(
        [allow("iam:PassRole", "arn:aws:iam::111122223333:role/keeper"), allow("states:TestState")],
        ADMINISTRATOR,
        {},
        trusting({ Service: "states.amazonaws.com" }),
      ),
      ["critical: pass `keeper` to a state that it tests"],
    ],
    [
      "is named in a permission to replace the code of an administrator's function",
      stack([allow("s3:GetObject", "arn:aws:s3:::pictures/*")], ADMINISTRATOR, {
        it: { type: "aws:lambda/function:Function", properties: { name: "it", role: ROLE } },
        permit: permission("lambda:UpdateFunctionCode", "${deployer.arn}"),
      }),
      ["critical: replace the code of the function `it`, which holds `keeper`"],
    ],
    [
      "is named in a permission to call an administrator's function",
      stack([allow("s3:GetObject", "arn:aws:s3:::pictures/*")], ADMINISTRATOR, {
        it: { type: "aws:lambda/function:Function", properties: { name: "it", role: ROLE } },
        permit: permission("lambda:InvokeFunction", "${deployer.arn}"),
      }),
      [],
    ],
    [
      "may be named in a permission to replace the code of an administrator's function",
      stack([allow("s3:GetObject", "arn:aws:s3:::pictures/*")], ADMINISTRATOR, {
        it: { type: "aws:lambda/function:Function", properties: { name: "it", role: ROLE } },
        permit: permission("lambda:*", { "fn::unknown": true }),
      }),
      ["undetermined"],
    ],
    [
      "is denied by its own ARN what it needs",
      stack(
        [
          allow("iam:PutRolePolicy"),
          {
            Effect: "Deny",
            Action: "iam:*",
            Resource: "*",
            Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/deployer" } },
          },
        ],
        READER,
        {},
      ),
      [],
    ],
    [
      "is not denied what others are denied by their ARN",
      stack(
        [
          allow("iam:PutRolePolicy"),
          {
            Effect: "Deny",
            Action: "iam:*",
            Resource: "*",
            Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/other" } },
          },
        ],
        READER,
        {},
      ),
      ["critical: write any policy into itself"],
    ],
    [
      "writes its own policies within a boundary that reads, which it cannot remove",
      stack([allow("iam:PutRolePolicy")], READER, { deployer: bounded() }),
      [],
    ],
    [
      "writes its own policies within a boundary that reads, and may remove it",
      stack([allow(["iam:PutRolePolicy", "iam:DeleteRolePermissionsBoundary"])], READER, { deployer: bounded() }),
      [],
    ],
    [
      "passes an administrator with a denial of that role alone",
      stack(
        [
          allow("iam:PassRole", "arn:aws:iam::111122223333:role/*", {
            StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" },
          }),
          { Effect: "Deny", Action: "iam:PassRole", Resource: "arn:aws:iam::111122223333:role/keeper" },
          allow(["lambda:CreateFunction", "lambda:InvokeFunction"]),
        ],
        ADMINISTRATOR,
        {},
      ),
      [],
    ],
  ];
  for (const [title, declared, expected] of rows) {
    it(title, () => {
      deepEqual(told(declared), expected);
    });
  }
});

/** Its boundary leaves reading, so that not even the boundary can be removed. */
function bounded() {
  return role("deployer", trusting({ Service: "codebuild.amazonaws.com" }), {
    permissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess",
  });
}

/** A permission set of a directory group, and a deployer that may do this. */
function directory(may: Statement, policy: string, principalType = "GROUP"): Declared {
  const instanceArn = "arn:aws:sso:::instance/ssoins-1";
  const permissionSetArn = "${admins.arn}";
  return {
    ...Object.fromEntries(Object.entries(stack([may], READER, {}))),
    admins: {
      type: "aws:ssoadmin/permissionSet:PermissionSet",
      properties: { name: "admins", instanceArn, arn: "arn:aws:sso:::permissionSet/ssoins-1/ps-1" },
    },
    given: {
      type: "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment",
      properties: { instanceArn, permissionSetArn, managedPolicyArn: policy },
    },
    assigned: {
      type: "aws:ssoadmin/accountAssignment:AccountAssignment",
      properties: { instanceArn, permissionSetArn, principalId: "g-1", principalType, targetId: "111122223333" },
    },
  };
}

describe("a deployer that manages IAM Identity Center", () => {
  const joins = (group: string) =>
    allow("identitystore:CreateGroupMembership", `arn:aws:identitystore:::group/${group}`);
  const rows: readonly (readonly [title: string, declared: Declared, expected: readonly string[]])[] = [
    [
      "puts users into a group of administrators",
      directory(joins("g-1"), ADMINISTRATOR),
      ["critical: put users into the directory group `g-1`, whose members have `admins`"],
    ],
    ["puts users into another group", directory(joins("g-2"), ADMINISTRATOR), []],
    ["puts users into a group of readers", directory(joins("g-1"), READER), []],
    ["puts users into a group, where a user alone is assigned", directory(joins("g-1"), ADMINISTRATOR, "USER"), []],
    [
      "assigns the permission set of administrators",
      directory(allow("sso:CreateAccountAssignment", ["arn:aws:sso:::instance/*", "${admins.arn}"]), ADMINISTRATOR),
      ["critical: assign `admins` to anyone"],
    ],
    [
      "assigns a permission set of readers",
      directory(allow("sso:CreateAccountAssignment", ["arn:aws:sso:::instance/*", "${admins.arn}"]), READER),
      [],
    ],
  ];
  for (const [title, declared, expected] of rows) {
    it(title, () => {
      deepEqual(told(declared), expected);
    });
  }
});

/** Roles each of which trusts the one before it and may assume the next; the last one is what is told. */
function chain(length: number, last: object, closes: boolean): Declared {
  const names = Array.from({ length }, (_each, at) => `r${at}`);
  return Object.fromEntries(
    names.flatMap((name, at) => {
      const before = names[at - 1] ?? (closes ? names[length - 1] : undefined);
      const trusted = trusting(
        before === undefined
          ? { Service: "lambda.amazonaws.com" }
          : { AWS: `arn:aws:iam::111122223333:role/${before}` },
      );
      const next = names[(at + 1) % length] ?? "";
      const rights = {
        type: "aws:iam/rolePolicy:RolePolicy",
        properties: {
          role: name,
          policy: {
            "fn::toJSON": {
              Version: "2012-10-17",
              Statement: allow("sts:AssumeRole", `arn:aws:iam::111122223333:role/${next}`),
            },
          },
        },
      };
      const arn = `arn:aws:iam::111122223333:role/${name}`;
      const own = role(name, trusted, { arn, ...(at === length - 1 ? last : {}) });
      return [
        [name, own],
        [`${name}-rights`, rights],
      ];
    }),
  ) as Declared;
}

describe("roles that assume each other in a chain", () => {
  it("all come to the administrator at its end, over as many steps", () => {
    const found = judgeResources(chain(4, { managedPolicyArns: [ADMINISTRATOR] }, false), { rules: [RULE] });
    deepEqual(
      found.map(({ message }) => /`(r\d)` may (assume `r\d`(?:, which can do so in turn)?)/.exec(message)?.[0]).sort(),
      [
        "`r0` may assume `r1`, which can do so in turn",
        "`r1` may assume `r2`, which can do so in turn",
        "`r2` may assume `r3`",
      ],
    );
  });

  it("come to nothing in a circle without one", () => {
    deepEqual(told(chain(4, {}, true)), []);
  });

  it("come to nothing where the last one is in another account than the one that is trusted", () => {
    const elsewhere = { managedPolicyArns: [ADMINISTRATOR], arn: "arn:aws:iam::444455556666:role/r1" };
    deepEqual(told(chain(2, elsewhere, false)), []);
  });
});

function permission(action: string, principal: unknown) {
  return { type: "aws:lambda/permission:Permission", properties: { action, function: "${it.name}", principal } };
}
