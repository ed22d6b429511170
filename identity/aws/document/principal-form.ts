/**
 * Is a principal written as IAM takes it? A policy that names somebody whom IAM cannot find is refused.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 *
 * INVARIANT: wildcards are not judged here: whom they let in is the question of the trust, and one in a part of a
 * principal is a problem of the document already.
 */
import type { Fault } from "./arn-form";
import type { PrincipalType } from "./document";

export function principalFault(type: PrincipalType, text: string): Fault | undefined {
  if (/[*?]/.test(text) || text.includes("${")) return undefined;
  if (type === "AWS") return awsFault(text);
  if (type === "Service") return serviceFault(text);
  return type === "Federated" ? federatedFault(text) : undefined;
}

const PARTITION = "arn:aws[a-z-]*";
const OF_IAM = new RegExp(`^${PARTITION}:iam::(\\d{12}|cloudfront):(root$|(user|role|federated-user)/.)`);
const OF_STS = new RegExp(`^${PARTITION}:sts::\\d{12}:(assumed-role/[^/]+/.|federated-user/.|self$)`);
/** Users, roles and the canonical forms in which IAM gives them back. */
const UNIQUE_ID = /^A[A-Z0-9]{15,}$/;

function awsFault(text: string): Fault | undefined {
  if (/^\d{12}$/.test(text) || UNIQUE_ID.test(text) || OF_IAM.test(text) || OF_STS.test(text)) return undefined;
  const expected = "an account of 12 digits, or the ARN of an account, a role, a user or a session";
  if (text.includes(":group/")) return { expected, found: "a group, which is no principal" };
  if (/^\d+$/.test(text)) return { expected, found: `${text.length} digits` };
  return {
    expected,
    found: text.endsWith(".amazonaws.com") ? "a service, which belongs under `Service`" : "another text",
  };
}

const OF_SERVICE =
  /^[a-z0-9-]+(\.[a-z0-9-]+)*\.(amazonaws\.(com(\.cn)?|eu)|aws\.internal|c2s\.ic\.gov|sc2s\.sgov\.gov)$/i;
/** Those of Alexa alone are hosts of Amazon. */
const OF_ALEXA = /^alexa-[a-z]+\.amazon\.com$/;

function serviceFault(text: string): Fault | undefined {
  if (!OF_SERVICE.test(text) && !OF_ALEXA.test(text)) {
    return { expected: "a service such as `lambda.amazonaws.com`", found: "another text" };
  }
  const meant = MISSPELT.get(text.toLowerCase().replace(/\.amazonaws\..*$/, ""));
  return meant === undefined
    ? undefined
    : { expected: `\`${meant}.amazonaws.com\``, found: "a service that AWS does not have" };
}

/** Names by which services are often called, and which are no principals. */
const MISSPELT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    lamda: "lambda",
    lambada: "lambda",
    lambdas: "lambda",
    "ecs-task": "ecs-tasks",
    ecstasks: "ecs-tasks",
    stepfunctions: "states",
    "step-functions": "states",
    eventbridge: "events",
    cloudwatchevents: "events",
    apigw: "apigateway",
    "api-gateway": "apigateway",
    "code-build": "codebuild",
    "code-pipeline": "codepipeline",
    "code-deploy": "codedeploy",
    "sage-maker": "sagemaker",
    cloudformations: "cloudformation",
    cloudwatchlogs: "logs",
    emr: "elasticmapreduce",
    elb: "elasticloadbalancing",
    "vpc-flowlogs": "vpc-flow-logs",
    vpcflowlogs: "vpc-flow-logs",
  }),
);

const PROVIDER = new RegExp(`^${PARTITION}:iam::\\d{12}:(oidc-provider|saml-provider)/.`);

function federatedFault(text: string): Fault | undefined {
  if (PROVIDER.test(text) || /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(text)) return undefined;
  return { expected: "the ARN of an identity provider, or the host name of a public one", found: "another text" };
}
