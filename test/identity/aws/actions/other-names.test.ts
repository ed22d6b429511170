import { deepEqual, equal } from "node:assert/strict";
import { resourcesOf } from "../../../../identity/aws/actions/action-resources";
import { actionNamed, actionsMatching, actionsOfService, services } from "../../../../identity/aws/actions/actions";
import { nameMeant } from "../../../../identity/aws/actions/other-names";
import { beginsLikeAction } from "../../../../identity/aws/actions/verbs";

describe("the other names of actions", () => {
  it("lead from no action that AWS has to another one", () => {
    const led = actionsMatching("*").filter(
      ({ name }) => actionNamed(nameMeant(name.toLowerCase()) ?? "") !== undefined,
    );
    deepEqual(led, []);
  });

  const rows: readonly (readonly [name: string, meant: string])[] = [
    ["s3:headbucket", "s3:ListBucket"],
    ["s3:completemultipartupload", "s3:PutObject"],
    ["s3:getbucketencryption", "s3:GetEncryptionConfiguration"],
    ["s3:putbucketlifecycleconfiguration", "s3:PutLifecycleConfiguration"],
    ["s3:getpublicaccessblock", "s3:GetBucketPublicAccessBlock"],
    ["sqs:sendmessagebatch", "sqs:SendMessage"],
    ["sns:publishbatch", "sns:Publish"],
    ["kms:reencrypt", "kms:ReEncryptFrom"],
    ["dynamodb:executestatement", "dynamodb:PartiQLSelect"],
    ["apigateway:invoke", "execute-api:Invoke"],
    ["efs:clientmount", "elasticfilesystem:ClientMount"],
    ["emr:runjobflow", "elasticmapreduce:RunJobFlow"],
    ["msk:getbootstrapbrokers", "kafka:GetBootstrapBrokers"],
  ];
  for (const [name, meant] of rows) {
    it(`lead from ${name} to ${meant}`, () => {
      equal(nameMeant(name)?.toLowerCase(), meant.toLowerCase());
      equal(actionNamed(meant)?.name, meant);
    });
  }
});

describe("the form of an action's name", () => {
  it("is that of each action of AWS", () => {
    const odd = services().flatMap((service) =>
      actionsOfService(service).filter(({ name }) => !beginsLikeAction(name.slice(service.length + 1))),
    );
    deepEqual(odd, []);
  });

  const rows: readonly (readonly [name: string, isLike: boolean])[] = [
    ["GetThing", true],
    ["getthing", true],
    ["DoThing", false],
    ["Everything", false],
    ["", false],
    ["__proto__", false],
  ];
  for (const [name, isLike] of rows) {
    it(`is ${isLike ? "" : "not "}that of \`${name}\``, () => equal(beginsLikeAction(name), isLike));
  }
});

describe("what an action acts on", () => {
  it("is known of the actions that can be granted on single resources, and of no others", () => {
    deepEqual(
      actionsMatching("*").filter(({ name, scopable }) => (resourcesOf(name) !== undefined) !== scopable),
      [],
    );
  });

  const rows: readonly (readonly [action: string, resources: readonly string[] | undefined])[] = [
    ["iam:PassRole", ["iam:role/"]],
    ["KMS:decrypt", ["kms:key/"]],
    ["sqs:SendMessage", ["sqs:"]],
    ["ec2:DescribeInstances", undefined],
    ["nonesuch:GetThing", undefined],
    ["__proto__:constructor", undefined],
    ["", undefined],
  ];
  for (const [action, resources] of rows) {
    it(`is ${resources?.join(", ") ?? "not told"} for \`${action}\``, () => deepEqual(resourcesOf(action), resources));
  }
});
