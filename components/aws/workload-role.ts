import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { mandateOf, mandateProblems, mandateTags, type Mandate, type TextKind } from "../../identity/mandate";
import { Arguments, membersOf } from "../arguments";
import { checkGrants, grantStatements, grantIntent, type Grant } from "./grants";
import { documentOf } from "./statement";
import { checkTrust, trustStatement, type Trust } from "./trust";

/** What a {@link WorkloadRole} is made of. */
export interface WorkloadRoleArgs extends Mandate {
  /** Who may become the role; see {@link trust}. Refused where it does not name one workload. */
  readonly trust: Trust;
  /**
   * What the role may do; see {@link grants}. An empty list is a role without permissions.
   * Refused where a grant has a wildcard for a service, an action or a resource.
   */
  readonly grants: readonly Grant[];
  /** ARN of the managed policy that bounds the role. @default no boundary */
  readonly permissionsBoundary?: pulumi.Input<string>;
  /** Longest session in seconds, 3600 to 43200. @default 3600 */
  readonly maxSessionDuration?: number;
  /** More tags. Refused where one bears the key of a tag that the component writes. @default none */
  readonly tags?: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * An IAM role for one workload, with a mandate: it does not exist without an owner, a purpose, an approver, a monitor,
 * a revoker and an end, trusts exactly one workload, and may do what its grants say.
 *
 * Its own inputs hold all of this as plain data, so policies can judge it in a preview in which no ARN is known.
 *
 * @example
 * ```ts
 * import * as aws from "@pulumi/aws";
 * import { grants, trust, WorkloadRole } from "pulumi-mandate/components/aws";
 *
 * const uploads = new aws.s3.Bucket("uploads", {
 *   tags: { owner: "team-shop", environment: "production", purpose: "Keeps the files of customers" },
 * });
 *
 * const uploader = new WorkloadRole("uploader", {
 *   owner: "team-shop",
 *   controlOwner: "team-platform-security",
 *   purpose: "Stores the files that customers upload",
 *   approver: "security-review-board",
 *   monitor: "soc-on-call",
 *   revoker: "platform-on-call",
 *   reviewDate: "2027-03-31",
 *   expiry: "2027-09-30",
 *   environment: "production",
 *   trust: trust.lambda(),
 *   grants: [grants.s3Write(uploads, "incoming/")],
 * });
 *
 * new aws.lambda.Function("uploader", {
 *   role: uploader.roleArn,
 *   tags: { owner: "team-shop", environment: "production", purpose: "Stores the files that customers upload" },
 * });
 * ```
 */
export class WorkloadRole extends pulumi.ComponentResource {
  /** ARN of the role. */
  readonly roleArn: pulumi.Output<string>;
  /** Name of the role. */
  readonly roleName: pulumi.Output<string>;
  /** Name of the instance profile; only where the role trusts EC2. */
  readonly instanceProfileName?: pulumi.Output<string>;

  /**
   * @param name logical name of the component and of what it makes
   * @throws one error that names each unfit argument and what was expected there
   */
  constructor(name: string, args: WorkloadRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    check(name, args);
    super("mandate:aws:WorkloadRole", name, intentOf(args), opts);
    const child: pulumi.CustomResourceOptions = { parent: this };
    const tags = { ...args.tags, ...mandateTags(args) };

    const role = new iam.Role(
      name,
      {
        assumeRolePolicy: documentOf([trustStatement(args.trust)]),
        maxSessionDuration: args.maxSessionDuration ?? DEFAULT_SESSION,
        ...(args.permissionsBoundary !== undefined && { permissionsBoundary: args.permissionsBoundary }),
        tags,
      },
      child,
    );
    if (args.grants.length > 0)
      new iam.RolePolicy(name, { role: role.name, policy: documentOf(grantStatements(args.grants)) }, child);

    this.roleArn = role.arn;
    this.roleName = role.name;
    if (args.trust.kind === "ec2")
      this.instanceProfileName = new iam.InstanceProfile(name, { role: role.name, tags }, child).name;
    this.registerOutputs({
      roleArn: this.roleArn,
      roleName: this.roleName,
      ...(this.instanceProfileName && { instanceProfileName: this.instanceProfileName }),
    });
  }
}

/** AWS: one hour where nothing is said, at most twelve. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const DEFAULT_SESSION = 3600;
const LONGEST_SESSION = 43200;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html */
const TAG_VALUE: TextKind = {
  expected: "a text of at most 256 letters, digits, spaces and _ . : / = + - @",
  pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u,
};
const POLICY: TextKind = {
  expected: "the ARN of a managed policy such as arn:aws:iam::111122223333:policy/boundary",
  pattern: /^arn:aws[a-z-]*:iam::(?:\d{12}|aws):policy\/[\w+=,.@/-]+$/,
};

function check(name: string, given: WorkloadRoleArgs): void {
  const args = new Arguments(`WorkloadRole "${name}"`);
  const members = membersOf(given);
  args.add(mandateProblems(members, TAG_VALUE, new Date()));
  checkTrust(members["trust"], args);
  checkGrants(members["grants"], args);
  if (members["permissionsBoundary"] !== undefined)
    args.input("permissionsBoundary", members["permissionsBoundary"], POLICY);
  if (members["maxSessionDuration"] !== undefined)
    args.integer("maxSessionDuration", members["maxSessionDuration"], DEFAULT_SESSION, LONGEST_SESSION);
  args.tags(members["tags"]);
  args.settle();
}

/** The component's own inputs: the whole mandate, and nothing that only a deployment tells but ARNs. */
function intentOf(args: WorkloadRoleArgs): pulumi.Inputs {
  return {
    ...mandateOf(args),
    trust: args.trust,
    grants: args.grants.map(grantIntent),
    ...(args.permissionsBoundary !== undefined && { permissionsBoundary: args.permissionsBoundary }),
    maxSessionDuration: args.maxSessionDuration ?? DEFAULT_SESSION,
  };
}
