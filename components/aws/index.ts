export type { Mandate } from "../../identity/mandate";
export { ArgumentError } from "../arguments";
export type { GithubBranchRun, GithubContext, GithubEnvironmentRun } from "../github";
export type { ServiceAccount } from "../kubernetes";
export {
  grants,
  type CustomGrant,
  type Grant,
  type Permission,
  type ResourceGrant,
  type ResourceGrantKind,
} from "./grants";
export type { ArnSource, Conditions } from "./statement";
export {
  trust,
  type Ec2Trust,
  type EcsTrust,
  type EksPodIdentityTrust,
  type EksTrust,
  type GithubTrust,
  type LambdaTrust,
  type Trust,
} from "./trust";
export { WorkloadRole, type WorkloadRoleArgs } from "./workload-role";
