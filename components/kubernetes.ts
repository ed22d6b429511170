import type { TextKind } from "../identity/mandate";
import type { Arguments } from "./arguments";

/** One service account of a cluster. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** Labels and subdomains of RFC 1123, as Kubernetes demands. */
const NAMESPACE: TextKind = { expected: "the name of one namespace", pattern: /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/ };
const NAME: TextKind = {
  expected: "the name of one service account",
  pattern: /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/,
};

/** Notes what is wrong with the names of a service account. */
export function checkServiceAccount(path: string, given: Readonly<Record<string, unknown>>, args: Arguments): void {
  args.text(`${path}.namespace`, given["namespace"], NAMESPACE);
  const { serviceAccount } = given;
  if (serviceAccount === "default")
    args.refuse(`${path}.serviceAccount`, "the workload's own, because every pod may run as this one", serviceAccount);
  else args.text(`${path}.serviceAccount`, serviceAccount, NAME);
}

/** The subject of a service account's token. https://kubernetes.io/docs/reference/access-authn-authz/authentication/ */
export function serviceAccountSubject({ namespace, serviceAccount }: ServiceAccount): string {
  return `system:serviceaccount:${namespace}:${serviceAccount}`;
}
