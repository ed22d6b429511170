import { deepEqual, equal } from "node:assert/strict";
import * as fc from "fast-check";
import { joinStacks, traceOf } from "../../evidence/organisation";
import { judgeInput } from "../../inputs/judge-input";
import { parseConfiguration } from "../../policy-packs/configuration";
import type { PropertyMap, Resource } from "../../policy-packs/judge/resource";
import { RULES } from "../../policy-packs/rules";

const ROLE = "aws:iam/role:Role";
const FUNCTION = "aws:lambda/function:Function";
const PROFILE = "aws:iam/instanceProfile:InstanceProfile";
const MACHINE = "aws:ec2/instance:Instance";
const IDENTITY = "azure-native:managedidentity:UserAssignedIdentity";
const APP = "azure-native:web:WebApp";
const ACCOUNT = "111122223333";
const SHARED_ROLE = `arn:aws:iam::${ACCOUNT}:role/shared`;
const SHARED_ID =
  "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shared";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

type Stack = readonly Resource[];

function resource(stack: string, type: string, name: string, inputs: PropertyMap, outputs: PropertyMap = {}): Resource {
  const urn = `urn:pulumi:${stack}::shop::${type}::${name}`;
  return { urn, type, name, inputs, outputs, dependencies: [], propertyDependencies: {} };
}

function role(stack: string, name = "shared", tags: PropertyMap = {}): Resource {
  const arn = `arn:aws:iam::${ACCOUNT}:role/${name}`;
  return resource(stack, ROLE, name, { name, assumeRolePolicy: TRUST, tags }, { arn, id: name, name });
}

function lambda(stack: string, name: string, arn = SHARED_ROLE, more: PropertyMap = {}): Resource {
  const own = `arn:aws:lambda:eu-central-1:${ACCOUNT}:function:${name}`;
  return resource(stack, FUNCTION, name, { role: arn, ...more }, { arn: own });
}

/** Findings of the joined rules after the join, as `stack rule name path message`. */
function judged(stacks: readonly Stack[], document: object = {}): readonly string[] {
  const configuration = parseConfiguration(document, "", RULES);
  const joins = joinStacks(
    stacks.map((stack) => traceOf(stack, configuration.settings)),
    configuration,
  );
  return stacks.flatMap((resources, index) => {
    const input = { path: "", kind: "export" as const, resources, notes: [], describe: (text: string) => text };
    const { added, resolved } = joins[index] ?? { added: [], resolved: new Set<string>() };
    const kept = judgeInput(input, configuration, new Date("2026-01-15T12:00:00Z")).filter(
      ({ key }) => !resolved.has(key),
    );
    return [...kept, ...added]
      .filter(({ rule }) => /^identity-(serves-one-workload|in-use|within-environment)$/.test(rule))
      .map(({ urn, rule, name, path, message }) =>
        [urn.split(":")[2], rule, name, path, message.split(": ")[0]].join(" | "),
      );
  });
}

describe("the join of several stacks", () => {
  const rows: readonly { title: string; stacks: readonly Stack[]; document?: object; found: readonly string[] }[] = [
    {
      title: "finds a role that workloads of two stacks run as, once, at the role",
      stacks: [[role("a"), lambda("a", "mail")], [lambda("b", "print")]],
      found: [
        "a | identity-serves-one-workload | shared |  | 2 workloads run as the IAM role `shared`, which are `mail` of shop/a and `print` of shop/b",
      ],
    },
    {
      title: "finds nothing where one stack makes a role and one other uses it",
      stacks: [[role("a")], [lambda("b", "print")]],
      found: [],
    },
    {
      title: "leaves an orphan that no other stack uses",
      stacks: [[role("a")], [lambda("b", "print", `arn:aws:iam::${ACCOUNT}:role/other`)]],
      found: [
        "a | identity-in-use | shared |  | nothing in the stack runs as the IAM role `shared`, which trusts `lambda.amazonaws.com`",
      ],
    },
    {
      title: "takes a role that another stack hands to a program for used",
      stacks: [
        [role("a")],
        [
          lambda("b", "print", `arn:aws:iam::${ACCOUNT}:role/other`, {
            environment: { variables: { R: SHARED_ROLE } },
          }),
        ],
      ],
      found: [],
    },
    {
      title: "finds a role that no input makes, at the first workload",
      stacks: [[lambda("a", "mail")], [lambda("b", "print")]],
      found: [
        `a | identity-serves-one-workload | mail | role | 2 workloads run as the IAM role \`${SHARED_ROLE}\`, which are \`mail\` of shop/a and \`print\` of shop/b`,
      ],
    },
    {
      title: "replaces what each stack says of the same role by one finding",
      stacks: [
        [lambda("a", "mail"), lambda("a", "post")],
        [lambda("b", "print"), lambda("b", "scan")],
      ],
      found: [
        `a | identity-serves-one-workload | mail | role | 4 workloads run as the IAM role \`${SHARED_ROLE}\`, which are \`mail\` of shop/a, \`post\` of shop/a, \`print\` of shop/b and \`scan\` of shop/b`,
      ],
    },
    {
      title: "takes the same stack given twice for one",
      stacks: [
        [role("a"), lambda("a", "mail")],
        [role("a"), lambda("a", "mail")],
      ],
      found: [],
    },
    {
      title: "takes workloads with one tag for one workload",
      stacks: [
        [role("a"), lambda("a", "mail", SHARED_ROLE, { tags: { workload: "post" } })],
        [lambda("b", "mail", SHARED_ROLE, { tags: { workload: "post" } })],
      ],
      found: [],
    },
    {
      title: "tells a role from one of the same name in another account",
      stacks: [[role("a"), lambda("a", "mail")], [lambda("b", "print", "arn:aws:iam::444455556666:role/shared")]],
      found: [],
    },
    {
      title: "knows a role by another path, partition and case",
      stacks: [
        [role("a"), lambda("a", "mail")],
        [lambda("b", "print", `arn:aws-cn:iam::${ACCOUNT}:role/teams/Shared`)],
      ],
      found: [
        "a | identity-serves-one-workload | shared |  | 2 workloads run as the IAM role `shared`, which are `mail` of shop/a and `print` of shop/b",
      ],
    },
    {
      title: "follows an instance profile's name into its account",
      stacks: [
        [
          role("a"),
          lambda("a", "mail"),
          {
            ...resource(
              "a",
              PROFILE,
              "machines",
              { role: "shared" },
              { arn: `arn:aws:iam::${ACCOUNT}:instance-profile/machines` },
            ),
            propertyDependencies: { role: [role("a").urn] },
          },
        ],
        [
          resource(
            "b",
            MACHINE,
            "archive",
            { iamInstanceProfile: "machines" },
            { arn: `arn:aws:ec2:eu-central-1:${ACCOUNT}:instance/i-0abcdef1234567890` },
          ),
        ],
      ],
      found: [
        "a | identity-serves-one-workload | shared |  | 2 workloads run as the IAM role `shared`, which are `archive` of shop/b and `mail` of shop/a",
      ],
    },
    {
      title: "finds a managed identity that two stacks share, whatever the case of its id",
      stacks: [
        [
          resource("a", IDENTITY, "shared", {}, { id: SHARED_ID, name: "shared" }),
          resource("a", APP, "mail", { identity: { userAssignedIdentities: [SHARED_ID] } }),
        ],
        [resource("b", APP, "print", { identity: { userAssignedIdentities: [SHARED_ID.toUpperCase()] } })],
      ],
      found: [
        "a | identity-serves-one-workload | shared |  | 2 workloads run as the user-assigned identity `shared`, which are `mail` of shop/a and `print` of shop/b",
      ],
    },
    {
      title: "finds a workload of another environment, in its own stack",
      stacks: [
        [role("a", "shared", { environment: "prod" })],
        [lambda("b", "print", SHARED_ROLE, { tags: { environment: "dev" } })],
      ],
      found: [
        "b | identity-within-environment | print | role | `print` of development runs as the IAM role `shared` of production",
      ],
    },
    {
      title: "finds nothing where both are of one environment, written in two ways",
      stacks: [
        [role("a", "shared", { environment: "prod" })],
        [lambda("b", "print", SHARED_ROLE, { tags: { environment: "production" } })],
      ],
      found: [],
    },
    {
      title: "tells the environment by the names of the stacks where no tag does",
      stacks: [[role("prod")], [lambda("dev", "print")]],
      found: [
        "dev | identity-within-environment | print | role | `print` of development runs as the IAM role `shared` of production",
      ],
    },
    {
      title: "finds nothing under a rule that is disabled",
      stacks: [[role("a"), lambda("a", "mail")], [lambda("b", "print")]],
      document: { "identity-serves-one-workload": "disabled" },
      found: [],
    },
  ];
  for (const { title, stacks, document, found } of rows) {
    it(title, () => deepEqual(judged(stacks, document), found));
    it(`${title}, whatever the order of the inputs`, () => {
      const places = stacks.map((_stack, index) => index);
      fc.assert(
        fc.property(fc.shuffledSubarray(places, { minLength: places.length }), (order) => {
          const shuffled = order.flatMap((index) => [stacks[index] ?? []]);
          deepEqual([...judged(shuffled, document)].sort(), [...found].sort());
        }),
        { numRuns: 4 },
      );
    });
  }

  it("finds as many shared roles however the workloads are spread over stacks", () => {
    const spread = fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), fc.nat(3)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(spread, (workloads) => {
        const named = workloads.map(([stack, of], index) => ({ stack, of, name: `work-${index}` }));
        const stacksOf = (place: (stack: string) => string) =>
          [...new Set(named.map(({ stack }) => place(stack)))].map((stack) =>
            named
              .filter((each) => place(each.stack) === stack)
              .map(({ of, name }) => lambda(stack, name, `arn:aws:iam::${ACCOUNT}:role/r${of}`)),
          );
        const shared = (stacks: readonly Stack[]) =>
          judged(stacks).filter((line) => line.includes("identity-serves-one-workload")).length;
        equal(shared(stacksOf((stack) => stack)), shared(stacksOf(() => "one")));
      }),
      { numRuns: 40 },
    );
  });

  it("leaves traces that another thread can send", () => {
    const configuration = parseConfiguration({}, "", RULES);
    const trace = traceOf([role("a"), lambda("a", "mail")], configuration.settings);
    deepEqual(structuredClone(trace), trace);
  });
});
