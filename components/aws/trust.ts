import * as pulumi from "@pulumi/pulumi";
import type { TextKind } from "../../identity/mandate";
import { membersOf, type Arguments } from "../arguments";
import { checkGithubRun, githubSubject, type GithubContext, type GithubRuns } from "../github";
import { checkServiceAccount, serviceAccountSubject, type ServiceAccount } from "../kubernetes";
import { arnOf, type ArnSource, type Conditions, type Statement } from "./statement";

/** Who may become the role: one workload platform, and there exactly one workload where the platform can tell. */
export type Trust = LambdaTrust | Ec2Trust | EcsTrust | EksTrust | EksPodIdentityTrust | GithubTrust;

/** Functions of this account; whoever passes the role to a function needs `iam:PassRole` for it. */
export interface LambdaTrust {
  readonly kind: "lambda";
}

/** Instances, through an instance profile that the component makes. */
export interface Ec2Trust {
  readonly kind: "ec2";
}

/** Tasks of ECS in one account and region. */
export interface EcsTrust {
  readonly kind: "ecs";
  /** Twelve digits. */
  readonly account: string;
  /** Such as `eu-central-1`. */
  readonly region: string;
}

/** One service account of a cluster, through the cluster's OpenID Connect provider (IRSA). */
export interface EksTrust extends ServiceAccount {
  readonly kind: "eks";
  /** ARN of the IAM OpenID Connect provider of the cluster; the issuer is read from it. */
  readonly provider: pulumi.Input<string>;
}

/** One service account of a cluster, through the EKS Pod Identity agent. */
export interface EksPodIdentityTrust extends ServiceAccount {
  readonly kind: "eksPodIdentity";
  /** ARN of the cluster. */
  readonly cluster: pulumi.Input<string>;
}

/** Runs of one repository of GitHub Actions, on one branch or tag or in one environment. */
export type GithubTrust = {
  readonly kind: "githubActions";
  /** ARN of the IAM OpenID Connect provider for GitHub Actions; the issuer is read from it. */
  readonly provider: pulumi.Input<string>;
} & GithubRuns;

/** Writes down whom a role trusts. What is wrong with it is said when the role is made. */
export const trust = {
  lambda: (): Trust => ({ kind: "lambda" }),

  ec2: (): Trust => ({ kind: "ec2" }),

  /** @param place the account (twelve digits) and the region whose tasks may become the role */
  ecs: (place: { readonly account: string; readonly region: string }): Trust => ({ kind: "ecs", ...place }),

  /** @param provider the cluster's OpenID Connect provider, or its ARN */
  eks: (provider: ArnSource, serviceAccount: ServiceAccount): Trust => ({
    kind: "eks",
    provider: arnOf(provider),
    ...serviceAccount,
  }),

  /** @param cluster the cluster, or its ARN */
  eksPodIdentity: (cluster: ArnSource, serviceAccount: ServiceAccount): Trust => ({
    kind: "eksPodIdentity",
    cluster: arnOf(cluster),
    ...serviceAccount,
  }),

  /**
   * @param provider the OpenID Connect provider for GitHub Actions, or its ARN
   * @param repository `owner/name`, or `owner@1234/name@5678` where the repository's subjects hold immutable ids
   * @param run the branch or tag (`ref`), or the environment; no wildcards
   */
  githubActions: (provider: ArnSource, repository: string, run: GithubContext): Trust => ({
    kind: "githubActions",
    provider: arnOf(provider),
    repository,
    ...run,
  }),
};

const ACCOUNT: TextKind = { expected: "an account id of twelve digits", pattern: /^\d{12}$/ };
const REGION: TextKind = { expected: "a region such as eu-central-1", pattern: /^[a-z]{2,}(-[a-z]+)+-\d+$/ };
const PROVIDER: TextKind = {
  expected:
    "the ARN of an OpenID Connect provider such as arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
  pattern: /^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\/[^\s*?]+$/,
};
const CLUSTER: TextKind = {
  expected: "the ARN of an EKS cluster such as arn:aws:eks:eu-central-1:111122223333:cluster/shop",
  pattern: /^arn:aws[a-z-]*:eks:[a-z0-9-]+:\d{12}:cluster\/[\w-]+$/,
};
const KINDS = ["lambda", "ec2", "ecs", "eks", "eksPodIdentity", "githubActions"] as const satisfies Trust["kind"][];

/** Notes what is wrong with a trust. */
export function checkTrust(value: unknown, args: Arguments): void {
  const given = membersOf(value);
  switch (given["kind"] as Trust["kind"]) {
    case "lambda":
    case "ec2":
      return;
    case "ecs":
      args.text("trust.account", given["account"], ACCOUNT);
      args.text("trust.region", given["region"], REGION);
      return;
    case "eks":
      args.input("trust.provider", given["provider"], PROVIDER);
      return checkServiceAccount("trust", given, args);
    case "eksPodIdentity":
      args.input("trust.cluster", given["cluster"], CLUSTER);
      return checkServiceAccount("trust", given, args);
    case "githubActions":
      args.input("trust.provider", given["provider"], PROVIDER);
      return checkGithubRun("trust", given, args);
    default:
      if (value === undefined) args.refuse("trust", "a trust such as trust.lambda()", value);
      else args.refuse("trust.kind", `one of ${KINDS.join(", ")}`, given["kind"]);
  }
}

/** The one statement of the trust policy. */
export function trustStatement(given: Trust): pulumi.Input<Statement> {
  switch (given.kind) {
    case "lambda":
      return serviceStatement("lambda.amazonaws.com");
    case "ec2":
      return serviceStatement("ec2.amazonaws.com");
    case "ecs":
      return serviceStatement("ecs-tasks.amazonaws.com", ecsConditions(given));
    case "eks":
      return federatedStatement(given.provider, serviceAccountSubject(given));
    case "eksPodIdentity":
      return podIdentityStatement(given);
    case "githubActions":
      return federatedStatement(given.provider, githubSubject(given));
  }
}

/** AWS documents `aws:SourceArn` and `aws:SourceAccount` in trust policies for ECS, and for neither Lambda nor EC2. */
function serviceStatement(service: string, conditions?: Conditions): Statement {
  return {
    Sid: "Workload",
    Effect: "Allow",
    Principal: { Service: service },
    Action: "sts:AssumeRole",
    ...(conditions && { Condition: conditions }),
  };
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html: the source cannot be one cluster. */
function ecsConditions({ account, region }: EcsTrust): Conditions {
  return {
    StringEquals: { "aws:SourceAccount": account },
    ArnLike: { "aws:SourceArn": `arn:${partitionOf(region)}:ecs:${region}:${account}:*` },
  };
}

/** https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html and pod-id-abac.html */
function podIdentityStatement({ cluster, namespace, serviceAccount }: EksPodIdentityTrust): Statement {
  return {
    Sid: "Workload",
    Effect: "Allow",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Condition: {
      StringEquals: {
        "aws:RequestTag/eks-cluster-arn": cluster,
        "aws:RequestTag/kubernetes-namespace": namespace,
        "aws:RequestTag/kubernetes-service-account": serviceAccount,
      },
    },
  };
}

/**
 * Audience and subject exactly; IAM names the keys after the issuer, which ends the provider's ARN. An output that
 * turns out to be no such ARN is refused by IAM itself.
 */
function federatedStatement(provider: pulumi.Input<string>, subject: string): pulumi.Output<Statement> {
  return pulumi.interpolate`${provider}`.apply((arn): Statement => {
    const issuer = arn.replace(/^.*:oidc-provider\//, "");
    return {
      Sid: "Workload",
      Effect: "Allow",
      Principal: { Federated: arn },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com", [`${issuer}:sub`]: subject } },
    };
  });
}

function partitionOf(region: string): string {
  return Object.entries(PARTITIONS).find(([start]) => region.startsWith(start))?.[1] ?? "aws";
}

/** By the start of the region's name; all others are in `aws`. */
const PARTITIONS: Readonly<Record<string, string>> = {
  "cn-": "aws-cn",
  "us-gov-": "aws-us-gov",
  "eusc-": "aws-eusc",
  "us-iso-": "aws-iso",
  "us-isob-": "aws-iso-b",
};
