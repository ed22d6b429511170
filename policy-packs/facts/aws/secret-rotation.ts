import { longestIntervalDays } from "../../../identity/aws/rotation-schedule";
import {
  absent,
  andThen,
  known,
  unknown,
  withDefault,
  type Knowledge,
  type Known,
  type Unknown,
} from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import type { Join, JoinedFamily, StackView } from "../family";

/** A Secrets Manager secret and what the stack says of its rotation. */
export interface AwsSecretRotation {
  readonly kind: "aws-secret-rotation";
  readonly urn: string;
  readonly rotations: readonly Rotation[];
  /** Set where a rotation of the stack may be this secret's: why it cannot be told whose it is. */
  readonly open?: Unknown;
}

/** One resource that rotates the secret. */
export interface Rotation {
  readonly urn: string;
  readonly enabled: Known<boolean> | Unknown;
  /** The longest time between two rotations; absent where no rule states one. */
  readonly days: Knowledge<number>;
}

const SECRETS = ["aws:secretsmanager/secret:Secret", "aws-native:secretsmanager:Secret"];
const ROTATIONS = ["aws:secretsmanager/secretRotation:SecretRotation", "aws-native:secretsmanager:RotationSchedule"];

/**
 * A secret that another service makes and rotates, such as the managed master password of a database, is no resource
 * of these types and does not come here.
 */
export const awsSecretRotation: JoinedFamily<"aws-secret-rotation"> = {
  kind: "aws-secret-rotation",
  types: [...SECRETS, ...ROTATIONS],
  join: (stack) => new SecretRotationJoin(stack),
};

class SecretRotationJoin implements Join {
  private readonly secrets = new Map<string, Resource>();
  private readonly rotations = new Map<string, Resource>();

  constructor(private readonly stack: StackView) {}

  /** A rotation comes after its secret, so nothing is settled before the stack is complete. */
  add(resource: Resource): Iterable<AwsSecretRotation> {
    if (SECRETS.includes(resource.type)) this.secrets.set(resource.urn, resource);
    else this.rotations.set(resource.urn, resource);
    return [];
  }

  *all(): Iterable<AwsSecretRotation> {
    const bySecret = new Map<string, Rotation[]>();
    let open: Unknown | undefined;
    let others = false;
    for (const rotation of this.rotations.values()) {
      const secretId = Property.input(rotation, "secretId").string();
      const reference = this.stack.references.resolve(secretId, rotation, SECRETS);
      if (reference.state === "unknown") open = perhapsThis(rotation, reference);
      if (reference.state === "external") others = true;
      if (reference.state !== "resource") continue;
      const { urn } = reference.resource;
      bySecret.set(urn, [...(bySecret.get(urn) ?? []), rotationOf(rotation)]);
    }
    for (const [urn, secret] of this.secrets) {
      const why = open ?? (others ? unsettledName(secret) : undefined);
      yield { kind: "aws-secret-rotation", urn, rotations: bySecret.get(urn) ?? [], ...(why && { open: why }) };
    }
  }
}

/** A rotation of a secret by a name that no secret of the stack bears may mean one whose name is still to come. */
function unsettledName(secret: Resource): Unknown | undefined {
  const name = Property.input(secret, "name").string();
  return name.state === "unknown" ? name : undefined;
}

function perhapsThis({ name }: Resource, { because, waitsFor }: Unknown): Unknown {
  return unknown("", `perhaps the one that \`${name}\` rotates, whose \`secretId\` is ${because}`, waitsFor);
}

function rotationOf(rotation: Resource): Rotation {
  const rules = Property.input(rotation, "rotationRules");
  const days = rules.at("automaticallyAfterDays").number();
  // A state writes 0 where an expression holds instead.
  const silent = days.state === "absent" || (days.state === "known" && days.value === 0);
  const expression = rules.at("scheduleExpression").string();
  const stated = silent ? andThen(expression, (text) => daysOfExpression(text, expression.path)) : days;
  return {
    urn: rotation.urn,
    enabled: withDefault(Property.input(rotation, "rotationEnabled").boolean(), true),
    days: stated.state === "absent" ? absent(rules.path) : stated,
  };
}

function daysOfExpression(expression: string, path: string): Knowledge<number> {
  const days = longestIntervalDays(expression);
  return days === undefined ? unknown(path, "not a schedule expression that can be read") : known(days, path);
}
