import type { AwsInstanceMetadata } from "./aws/instance-metadata";

/**
 * Everything that rules can judge. A fact is what one resource, or several joined ones, say about an identity, a grant,
 * a secret or their keeping; only this folder reads resource properties.
 */
export interface FactKinds {
  "aws-instance-metadata": AwsInstanceMetadata;
}

export type FactKind = keyof FactKinds;
export type FactOf<K extends FactKind> = FactKinds[K];
export type Fact = FactKinds[FactKind];
