export { ArgumentError } from "./arguments";
export { PrivilegeLock, type PrivilegeLockArgs } from "./privilege-lock";
