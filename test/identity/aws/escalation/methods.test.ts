import { deepEqual, equal } from "node:assert/strict";
import { escalations, type Actor } from "../../../../identity/aws/escalation/escalation";
import { kindsOf } from "../../../../identity/aws/escalation/made";
import { METHODS, type Method } from "../../../../identity/aws/escalation/methods";
import { ANY_TARGET } from "../../../../identity/aws/escalation/targets";
import { FRESH, type HasDocument } from "../../../../identity/aws/permissions/permissions";
import { known } from "../../../../identity/knowledge";
import type { Written } from "../documents";
import { actor, allow, workload, type Told } from "./actors";

/** The target `x` of a kind, as a statement names it: `arn:aws:lambda:*:*:function:x`. */
function arnOf(kind: Method["target"], name: string): string {
  return `arn:aws${ANY_TARGET[kind].replaceAll(`:${FRESH}:`, ":*:").replaceAll(`:${FRESH}:`, ":*:").replaceAll(FRESH, name)}`;
}

function isIdentity(kind: Method["target"]): kind is "role" | "user" | "group" | "permission set" {
  return ["role", "user", "group", "permission set"].includes(kind);
}

/** Everything that the method takes, on the target of this name only. */
function statements({ needs, target }: Method, name: string): readonly Written[] {
  return needs.map(({ anyOf, on }) => {
    const others =
      on === "some" || on === "target" ? ["*"] : on.arns.map((arn) => `arn:aws${arn.replaceAll(FRESH, "*")}`);
    return allow(anyOf.slice(0, 1), on === "target" ? arnOf(target, name) : others);
  });
}

const POOLS = "cognito-identity.amazonaws.com";
const USERS = { Effect: "Allow", Principal: { Federated: POOLS }, Action: "sts:AssumeRoleWithWebIdentity" };

/** The role `x`, or what the method takes for it. */
function holderOf({ target, service }: Method, may: Written): Actor<HasDocument> {
  const told: Told = {
    may: [may],
    trusts: service === POOLS ? [USERS] : (service ?? "arn:aws:iam::111122223333:root"),
  };
  if (isIdentity(target)) {
    const arn = known(ANY_TARGET[target].replace(`/${FRESH}`, "/x").replace(`/${FRESH}`, "/x"), "arn");
    return actor("x", { ...told, sort: target, arn });
  }
  const end = ANY_TARGET[target].split(":").slice(4).join(":").replaceAll(FRESH, "x");
  const arn = `${ANY_TARGET[target].split(":").slice(0, 4).join(":")}:${end}`;
  const workloads = target.startsWith("new ") || target === "policy" ? [] : [workload(target as never, "x", arn)];
  return actor("holder", { ...told, workloads });
}

/** What comes of this method for an identity that may do this, where the target holds that. */
function reachBy(method: Method, may: readonly Written[], holds: Written): string | undefined {
  const found = escalations([actor("a", { may }), holderOf(method, holds)]).get("a");
  return found?.paths.find((path) => path.method.name === method.name)?.reach;
}

const EVERYTHING = allow("*");
const READING = allow("s3:GetObject", "arn:aws:s3:::pictures/*");

describe("the methods of escalation", () => {
  it("have names and words of their own", () => {
    const names = METHODS.map(({ name }) => name);
    deepEqual(names, [...new Set(names)]);
    deepEqual(
      METHODS.filter(({ words }) => !words.includes("{target}")).map(({ name }) => name),
      [],
    );
  });

  it("say of what kind each thing is that the caller makes or picks", () => {
    const taken = METHODS.flatMap(({ needs }) => needs.flatMap(({ anyOf, on }) => (on === "some" ? anyOf : [])));
    deepEqual(
      [...new Set(taken)].filter((action) => kindsOf(action).includes("")),
      ["codepipeline:CreatePipeline", "codepipeline:UpdatePipeline"],
    );
  });

  it("are told of any target but for those that many pipelines have and that harm with a powerful one only", () => {
    deepEqual(
      METHODS.filter(({ ofAny }) => ofAny === "nothing").map(({ name }) => name),
      [
        "iam:DeleteSAMLProvider + iam:CreateSAMLProvider",
        "ec2:CreateReplaceRootVolumeTask",
        "glue:StartJobRun",
        "gamelift:GetInstanceAccess | gamelift:GetComputeAccess",
        "cognito-identity:GetOpenIdTokenForDeveloperIdentity",
        "iot:CreateKeysAndCertificate | iot:CreateCertificateFromCsr | iot:RegisterCertificateWithoutCA + iot:CreatePolicy | iot:CreatePolicyVersion + iot:AttachPolicy",
        "imagebuilder:CreateComponent + imagebuilder:CreateImageRecipe + imagebuilder:CreateImage",
        "rolesanywhere:UpdateTrustAnchor",
        "rolesanywhere:CreateTrustAnchor | rolesanywhere:UpdateTrustAnchor",
      ],
    );
  });
});

for (const method of METHODS) {
  const { name, needs, ofAny, target, yields } = method;
  const actions = [...new Set(needs.flatMap(({ anyOf }) => anyOf.slice(0, 1)))];
  const any = ofAny === "nothing" ? undefined : ofAny;

  describe(`the method ${name}`, () => {
    it("is a way where its actions are allowed on everything, or none where only a known target counts", () => {
      const found = escalations([actor("a", { may: [allow(actions)] })]).get("a");
      equal(found?.paths.find((path) => path.method.name === name)?.reach, any);
    });

    if (yields === "itself" || target.startsWith("new ")) return;

    it("leads to an administrator that the target gives, and to nothing by a harmless one", () => {
      equal(reachBy(method, statements(method, "x"), EVERYTHING), "administrator");
      equal(reachBy(method, statements(method, "x"), READING), undefined);
    });

    if (needs.some(({ on }) => on === "target")) {
      it("leads to nothing where its actions are allowed on another target", () => {
        equal(reachBy(method, statements(method, "y"), EVERYTHING), undefined);
      });
    }

    it("takes each of its actions", () => {
      for (const missing of actions) {
        const denied: Written = { Effect: "Deny", Action: missing, Resource: "*" };
        equal(reachBy(method, [...statements(method, "x"), denied], EVERYTHING), undefined, `without ${missing}`);
      }
    });
  });
}
