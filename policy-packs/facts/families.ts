import { awsInstanceMetadata } from "./aws/instance-metadata";
import type { Family, JoinedFamily } from "./family";

/** Families that read one resource at a time. */
export const FAMILIES: readonly Family[] = [awsInstanceMetadata];

/** Families that join several resources into one fact. */
export const JOINED_FAMILIES: readonly JoinedFamily[] = [];
