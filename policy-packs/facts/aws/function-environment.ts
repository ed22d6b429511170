import { mapKnown, type Knowledge } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Family } from "../family";

/** The environment of a Lambda function, which everyone reads who may read the function's configuration. */
export interface AwsFunctionEnvironment {
  readonly kind: "aws-function-environment";
  readonly urn: string;
  /** Known to be secret as a whole where the program marks the map and not its values. */
  readonly variables: Knowledge<readonly EnvironmentVariable[]>;
}

export interface EnvironmentVariable {
  readonly name: string;
  readonly value: Knowledge<string>;
}

export const awsFunctionEnvironment: Family<"aws-function-environment"> = {
  kind: "aws-function-environment",
  types: ["aws:lambda/function:Function", "aws-native:lambda:Function"],
  *read(resource) {
    const variables = Property.input(resource, "environment").at("variables").map();
    yield {
      kind: "aws-function-environment",
      urn: resource.urn,
      variables: mapKnown(variables, (map) => [...map].map(([name, value]) => ({ name, value: value.string() }))),
    };
  },
};
