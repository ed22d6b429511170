/**
 * Which of the policies that AWS manages let their holder do all that writes in a service, on every resource?
 *
 * A snapshot, decided from the policies' documents by scripts/generate-aws-elevated-policies.ts; it is read when the
 * first policy is looked up. Policies that only read are not in it, whatever they read. A policy that AWS made for the
 * role of one of its services is in it where it takes in three services or more; what it takes in of its own service is
 * what the service asks for.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { awsManagedPolicyNamed } from "./managed-policies";

export interface ElevatedPolicy {
  /** Prefixes of the services that it takes in; empty where it takes in all but those that it names. */
  readonly services: readonly string[];
}

interface Snapshot {
  /** By path and name, the services; `*` for all but those that the policy names. */
  readonly policies: Readonly<Record<string, string>>;
}

let policies: ReadonlyMap<string, ElevatedPolicy> | undefined;

/** @param name path and name, such as `AmazonS3FullAccess` or `job-function/DatabaseAdministrator` */
export function elevatedPolicy(name: string): ElevatedPolicy | undefined {
  policies ??= read(JSON.parse(readFileSync(join(__dirname, "elevated-policies.json"), "utf8")) as Snapshot);
  return policies.get(name.toLowerCase());
}

/** The policy of AWS that reads where this one writes, if it has one that is not elevated. */
export function readingPolicy(name: string): string | undefined {
  const reading = name.replace(/Full_?Access(V\d+)?$/, "ReadOnlyAccess");
  const { name: found, document } = awsManagedPolicyNamed(reading);
  return reading === name || !document || elevatedPolicy(reading) ? undefined : found;
}

function read(snapshot: Snapshot): ReadonlyMap<string, ElevatedPolicy> {
  return new Map(
    Object.entries(snapshot.policies).map(([name, services]) => [
      name.toLowerCase(),
      { services: services === "*" ? [] : services.split(" ") },
    ]),
  );
}
