import type { Narrower } from "../../identity/narrower";
import type { Rotation } from "../facts/aws/secret-rotation";
import { defineRule, undetermined, type Problem } from "../judge/rule";

export const awsSecretRotated = defineRule({
  name: "aws-secret-rotated",
  title: "Every Secrets Manager secret is rotated within the limit",
  severity: "medium",
  enforcement: "mandatory",
  duty: { text: "Rotate long-lived secrets", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI7", "NIST-800-53r5:IA-5"],
  judges: "aws-secret-rotation",
  moment: "when-complete",
  options: {
    maxDays: {
      type: "integer",
      default: 90,
      minimum: 1,
      description: "The longest time between two rotations, in days.",
      source:
        "AWS Config, secretsmanager-secret-periodic-rotation, maxDaysSinceRotation: https://docs.aws.amazon.com/config/latest/developerguide/secretsmanager-secret-periodic-rotation.html",
      reviewed: "2026-11-21",
    },
  },
  messages: {
    none: "nothing in the stack rotates the secret",
    disabled: "`{path}` switches the secret's rotation off",
    unscheduled: "the secret's rotation states no schedule",
    seldom: "`{path}` leaves up to {days} days between two rotations, and at most {maxDays} are allowed",
  },
  question: "whether it is rotated in time",
  why: "a secret that leaked stays good until it is replaced",
  fix: "Give it a `SecretRotation` whose `rotationRules` keep within the limit.",
  *judge({ urn, rotations, open }, { options }) {
    for (const rotation of rotations) yield* rotationProblems(rotation, options.maxDays);
    if (rotations.length > 0) return;
    if (open) yield undetermined(urn, open);
    else yield { verdict: "violation", message: "none", at: { urn, path: "" } };
  },
  examples: [
    {
      title: "A secret that nothing rotates",
      resources: {
        db: { type: "aws:secretsmanager/secret:Secret", properties: { name: "shop/db" } },
      },
      findings: [
        {
          resource: "db",
          path: "",
          verdict: "violation",
          message: "nothing in the stack rotates the secret: a secret that leaked stays good until it is replaced",
        },
      ],
    },
    {
      title: "A secret with a rotation",
      resources: {
        db: { type: "aws:secretsmanager/secret:Secret", properties: { name: "shop/db" } },
        rotation: {
          type: "aws:secretsmanager/secretRotation:SecretRotation",
          properties: { secretId: "${db.id}", rotationRules: { automaticallyAfterDays: 30 } },
        },
      },
      findings: [],
    },
    {
      title: "A rotation that is too seldom",
      resources: {
        db: { type: "aws:secretsmanager/secret:Secret", properties: { name: "shop/db" } },
        rotation: {
          type: "aws:secretsmanager/secretRotation:SecretRotation",
          properties: { secretId: "${db.arn}", rotationRules: { scheduleExpression: "cron(0 4 1 1/6 ? *)" } },
        },
      },
      findings: [
        {
          resource: "rotation",
          path: "rotationRules.scheduleExpression",
          verdict: "violation",
          message:
            "`rotationRules.scheduleExpression` leaves up to 184 days between two rotations, and at most 90 are allowed: a secret that leaked stays good until it is replaced",
        },
      ],
    },
    {
      title: "A rotation on the first day of every month",
      resources: {
        db: { type: "aws:secretsmanager/secret:Secret", properties: { name: "shop/db" } },
        rotation: {
          type: "aws:secretsmanager/secretRotation:SecretRotation",
          properties: { secretId: "${db.arn}", rotationRules: { scheduleExpression: "cron(0 4 1 * ? *)" } },
        },
      },
      findings: [],
    },
    {
      title: "A rotation that is switched off",
      resources: {
        db: { type: "aws:secretsmanager/secret:Secret", properties: { name: "shop/db" } },
        rotation: {
          type: "aws:secretsmanager/secretRotation:SecretRotation",
          properties: { secretId: "${db.id}", rotationEnabled: false, rotationRules: { automaticallyAfterDays: 30 } },
        },
      },
      findings: [
        {
          resource: "rotation",
          path: "rotationEnabled",
          verdict: "violation",
          message:
            "`rotationEnabled` switches the secret's rotation off: a secret that leaked stays good until it is replaced",
        },
      ],
    },
    {
      title: "A rotation that is switched on",
      resources: {
        db: { type: "aws:secretsmanager/secret:Secret", properties: { name: "shop/db" } },
        rotation: {
          type: "aws:secretsmanager/secretRotation:SecretRotation",
          properties: { secretId: "${db.id}", rotationEnabled: true, rotationRules: { automaticallyAfterDays: 30 } },
        },
      },
      findings: [],
    },
    {
      title: "A rotation without a schedule",
      resources: {
        db: { type: "aws-native:secretsmanager:Secret", properties: { name: "shop/db" } },
        rotation: { type: "aws-native:secretsmanager:RotationSchedule", properties: { secretId: "${db.id}" } },
      },
      findings: [
        {
          resource: "rotation",
          path: "rotationRules",
          verdict: "violation",
          message: "the secret's rotation states no schedule: a secret that leaked stays good until it is replaced",
        },
      ],
    },
    {
      title: "A rotation with a schedule",
      resources: {
        db: { type: "aws-native:secretsmanager:Secret", properties: { name: "shop/db" } },
        rotation: {
          type: "aws-native:secretsmanager:RotationSchedule",
          properties: { secretId: "${db.id}", rotationRules: { scheduleExpression: "rate(30 days)" } },
        },
      },
      findings: [],
    },
    {
      title: "A limit of the organisation's own",
      resources: {
        db: { type: "aws:secretsmanager/secret:Secret", properties: { name: "shop/db" } },
        rotation: {
          type: "aws:secretsmanager/secretRotation:SecretRotation",
          properties: { secretId: "shop/db", rotationRules: { automaticallyAfterDays: 45 } },
        },
      },
      options: { maxDays: 30 },
      findings: [
        {
          resource: "rotation",
          path: "rotationRules.automaticallyAfterDays",
          verdict: "violation",
          message:
            "`rotationRules.automaticallyAfterDays` leaves up to 45 days between two rotations, and at most 30 are allowed: a secret that leaked stays good until it is replaced",
        },
      ],
    },
    {
      title: "A rotation within the organisation's own limit",
      resources: {
        db: { type: "aws:secretsmanager/secret:Secret", properties: { name: "shop/db" } },
        rotation: {
          type: "aws:secretsmanager/secretRotation:SecretRotation",
          properties: { secretId: "shop/db", rotationRules: { automaticallyAfterDays: 30 } },
        },
      },
      options: { maxDays: 30 },
      findings: [],
    },
    {
      title: "Secrets of which it is not settled whose rotation is declared",
      resources: {
        db: { type: "aws:secretsmanager/secret:Secret", properties: { name: "shop/db" } },
        rotation: {
          type: "aws:secretsmanager/secretRotation:SecretRotation",
          properties: { secretId: { "fn::unknown": true }, rotationRules: { automaticallyAfterDays: 30 } },
        },
      },
      findings: [
        {
          resource: "db",
          path: "",
          verdict: "undetermined",
          message:
            "cannot tell whether it is rotated in time: it is perhaps the one that `rotation` rotates, whose `secretId` is not known before deployment",
        },
      ],
    },
  ],
});

type Message = "none" | "disabled" | "unscheduled" | "seldom";

function* rotationProblems({ urn, enabled, days }: Rotation, maxDays: number): Iterable<Problem<Message>> {
  const at = (path: string) => ({ urn, path });
  const key = (path: string) => `${urn} ${path}`;
  if (enabled.state === "unknown") yield undetermined(urn, enabled, { key: key(enabled.path) });
  else if (!enabled.value) {
    yield {
      verdict: "violation",
      message: "disabled",
      at: at(enabled.path),
      values: { path: enabled.path },
      key: key(enabled.path),
      narrower: { changes: [{ path: enabled.path, value: true }] },
    };
    return;
  }
  if (days.state === "unknown") yield undetermined(urn, days, { key: key(days.path) });
  else if (days.state === "absent") {
    const narrower = everyDays(maxDays);
    yield { verdict: "violation", message: "unscheduled", at: at(days.path), key: key(days.path), narrower };
  } else if (days.value > maxDays) {
    const values = { path: days.path, days: Math.ceil(days.value), maxDays };
    const narrower = everyDays(maxDays);
    yield { verdict: "violation", message: "seldom", at: at(days.path), values, key: key(days.path), narrower };
  }
}

function everyDays(days: number): Narrower {
  return { changes: [{ path: "rotationRules", value: { automaticallyAfterDays: days } }] };
}
