import * as pulumi from "@pulumi/pulumi";
import { isLater } from "../arguments";

/** An ARN, or a resource that has one. */
export type ArnSource = pulumi.Input<string> | { readonly arn: pulumi.Input<string> };

/** The conditions of a statement: operator, key, value or values. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, pulumi.Input<string> | readonly string[]>>>>;

/** A statement of a policy document, as the components write it. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Principal?: Readonly<Record<string, string>>;
  readonly Action: string | readonly string[];
  readonly Resource?: readonly pulumi.Input<string>[];
  readonly Condition?: Conditions;
}

/** The ARN of what was handed over. */
export function arnOf(source: ArnSource): pulumi.Input<string> {
  return hasArn(source) ? source.arn : source;
}

/** The resource whose own ARN was handed over; undefined for an ARN by itself, which may be that of anything. */
export function urnOf(source: ArnSource): pulumi.Output<string> | undefined {
  return hasArn(source) && pulumi.CustomResource.isInstance(source) ? source.urn : undefined;
}

function hasArn(source: unknown): source is { readonly arn: pulumi.Input<string> } {
  return typeof source === "object" && source !== null && !isLater(source) && "arn" in source;
}

/** A policy document in JSON; known while the program runs where all its statements are. */
export function documentOf(statements: readonly pulumi.Input<Statement>[]): pulumi.Output<string> {
  return pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });
}
