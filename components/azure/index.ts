export type { Mandate } from "../../identity/mandate";
export { ArgumentError } from "../arguments";
export type { GithubBranchRun, GithubContext, GithubEnvironmentRun } from "../github";
export type { ServiceAccount } from "../kubernetes";
export {
  federation,
  type ExactFederation,
  type Federation,
  type GithubFederation,
  type ServiceAccountFederation,
} from "./federation";
export { roleAt, type IdSource, type RoleAt, type RoleName } from "./role-assignments";
export { WorkloadIdentity, type WorkloadIdentityArgs } from "./workload-identity";
