/**
 * The shared responsibility model for non-human identities: for each area what the provider answers for, what stays
 * with the customer. Rules name the customer's duty that they enforce (`duty.text`);
 * a duty here that no rule names is one that nothing enforces, and the evidence says so.
 *
 * Who bears what: https://aws.amazon.com/compliance/shared-responsibility-model/ and
 * https://learn.microsoft.com/azure/security/fundamentals/shared-responsibility, and for a service the security
 * chapter of its documentation; in our words.
 */
export interface DutyArea {
  readonly id: string;
  readonly title: string;
  /** How each service splits the area between its provider and its customer. */
  readonly split: readonly ServiceSplit[];
  /** The customer's duties, in the words of the rules that enforce them. */
  readonly duties: readonly string[];
}

export interface ServiceSplit {
  readonly service: string;
  readonly provider: string;
  readonly customer: string;
}

const PLATFORM = "runs the service, keeps its policy engine and its stores sound, and evaluates every request";

export const DUTY_AREAS: readonly DutyArea[] = [
  {
    id: "accountability",
    title: "Somebody answers for each identity",
    split: [
      {
        service: "AWS IAM",
        provider: `${PLATFORM}; stores the tags of roles and users`,
        customer: "says in them who owns, approves, watches and revokes",
      },
      {
        service: "Microsoft Entra ID and Azure RBAC",
        provider: `${PLATFORM}; stores tags, owners and descriptions`,
        customer: "fills them in and keeps them true",
      },
    ],
    duties: [
      "Assign an accountable owner to every non-human identity",
      "Assign an owner to the policy that each identity is held to",
      "Have every non-human identity approved by somebody other than its owner",
      "State the purpose of every non-human identity",
      "Mark every resource with the tags that the organisation demands",
    ],
  },
  {
    id: "change",
    title: "Privileges change only with approval, and end",
    split: [
      {
        service: "AWS and Azure",
        provider: "carries out the change that an authorised caller asks for, and records it",
        customer: "decides who approves it, until when it holds, and takes back what nobody needs",
      },
    ],
    duties: [
      "Approve every privilege of a non-human identity before it is granted",
      "Review the privileges of non-human identities, and approve them anew when they change",
      "Review every non-human identity by a stated date",
      "Review powerful identities more often than others",
      "Give every non-human identity an end",
      "Remove an identity with the workload that it was made for",
      "Revoke an identity and its approval when the workload ends",
    ],
  },
  {
    id: "least-privilege",
    title: "Each identity may do what its work needs",
    split: [
      {
        service: "AWS IAM",
        provider: `${PLATFORM}; writes the AWS-managed policies`,
        customer: "writes and attaches policies, sets boundaries, and chooses among the managed policies",
      },
      {
        service: "Azure RBAC",
        provider: `${PLATFORM}; writes the built-in roles`,
        customer: "assigns roles over scopes, and writes custom roles and conditions",
      },
    ],
    duties: [
      "Grant each identity the least privilege that its work needs",
      "Grant each identity the actions that its work needs",
      "Grant each identity the resources that its work needs",
      "Grant each identity the actions and resources that its work needs",
      "Grant each identity the least role over the narrowest scope",
      "Give each identity the data that its work needs",
      "Give each identity the secrets that its work needs, and no others",
      "Let an identity hand out only those roles that its work needs",
      "Keep each identity within the privileges that were approved for it",
      "Bound what can ever be granted to an identity",
      "Write permissions that mean what they say",
    ],
  },
  {
    id: "trust",
    title: "Only who is meant becomes an identity",
    split: [
      {
        service: "AWS STS and IAM",
        provider: "verifies signatures and tokens, and issues sessions that a trust policy allows",
        customer: "writes the trust policy: which principal, audience, subject and source",
      },
      {
        service: "Microsoft Entra workload identity federation",
        provider: "verifies tokens against the issuer's keys and exchanges them",
        customer: "configures issuer, subject and audience of each federated credential",
      },
      {
        service: "The issuer of tokens (CI, cluster)",
        provider: "says truly which workload asks",
        customer: "decides who may change the workload that the token names",
      },
    ],
    duties: [
      "Name who may become each role",
      "Let other accounts become a role only on a condition that is yours",
      "Limit each federated trust to the workload that it is for",
      "Limit each federated credential to the one workload that it is for",
      "Limit a role for pods to one service account",
      "Say for whom a service may become a role",
      "Say which certificates open a role",
      "Take assertions only that were made out to AWS",
      "Keep sessions as short as the work takes",
    ],
  },
  {
    id: "resources",
    title: "Resources are open to whom they are for",
    split: [
      {
        service: "Amazon S3, KMS, SQS, SNS and others with resource policies",
        provider: "keeps the data durable and evaluates the policy of the resource",
        customer: "writes that policy and the switches for public access",
      },
      {
        service: "Azure Storage, Key Vault and others",
        provider: "keeps the data durable and evaluates RBAC, keys and network rules",
        customer: "chooses which of them are on, and for whom",
      },
    ],
    duties: [
      "Name who may use each resource",
      "Know each account that may use your resources",
      "Say for whom a service may use a resource",
      "Decide who may open a resource to others",
    ],
  },
  {
    id: "credentials",
    title: "Credentials are short-lived, and kept where they belong",
    split: [
      {
        service: "AWS Secrets Manager, SSM and KMS",
        provider: "encrypts what is stored, and rotates where a rotation is set up",
        customer: "stores secrets there and nowhere else, sets up rotation, and names who may read them",
      },
      {
        service: "Azure Key Vault",
        provider: "encrypts what is stored, and refuses what has expired",
        customer: "stores secrets there, sets their expiry, and names who may read them",
      },
      {
        service: "Compute of both clouds",
        provider: "hands temporary credentials to the workload through its metadata endpoint",
        customer: "uses them in place of keys, and configures who reaches the endpoint",
      },
    ],
    duties: [
      "Give workloads temporary credentials",
      "Keep secrets in a store that the workload reads with its own identity",
      "Switch off authentication by shared key where identities can be used",
      "Rotate long-lived secrets",
      "Limit the life of every secret",
      "Configure the instance metadata service of every instance",
    ],
  },
  {
    id: "isolation",
    title: "One identity, one workload, one environment",
    split: [
      {
        service: "AWS and Azure",
        provider: "keeps accounts, subscriptions and tenants apart from each other",
        customer: "decides what lies in which of them, and what may cross",
      },
    ],
    duties: [
      "Give each workload an identity of its own",
      "Keep the identities of production apart from those of other environments",
      "Keep people out of workload identities, and workloads out of people's",
    ],
  },
  {
    id: "monitoring",
    title: "What identities do is seen, and can be stopped",
    split: [
      {
        service: "AWS CloudTrail and IAM Access Analyzer",
        provider: "records calls, and finds what is shared outside or unused",
        customer: "switches them on, keeps the records, and acts on them",
      },
      {
        service: "Azure Monitor and Microsoft Entra sign-in logs",
        provider: "records operations and sign-ins of service principals",
        customer: "sends them to where they are kept and looked at, and acts on them",
      },
    ],
    duties: [
      "Have the use of every non-human identity watched",
      "Make sure that somebody can revoke every non-human identity at any hour",
      "Record what identities do, and keep the records from being changed",
      "Find what is shared outside the organisation, and what is not used",
    ],
  },
  {
    id: "platform",
    title: "The platform below",
    split: [
      {
        service: "AWS and Azure",
        provider: "secures data centres, hardware, hypervisors, networks, and the identity services themselves",
        customer: "reads the provider's audit reports; nothing here is configured by the customer",
      },
    ],
    duties: [],
  },
];
