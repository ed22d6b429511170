import type { AnyRule } from "../judge/rule";
import { awsInstanceMetadataSessionRequired } from "./aws-instance-metadata-session-required";

/** Every rule, by name. A file in this folder that is missing here fails the house test. */
export const RULES: readonly AnyRule[] = [awsInstanceMetadataSessionRequired];
