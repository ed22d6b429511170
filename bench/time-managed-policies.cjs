// Times our analysis of each policy document in a file of JSON lines, compiled as packs run it and in a process of its
// own; prints two numbers, microseconds of processor time a document: of the six questions, and of the whole judge.
// usage: node bench/time-managed-policies.cjs FILE WARM_ROUNDS
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const ours = (module) => require(join(__dirname, "..", "dist", module));
const { readPolicyDocument } = ours("identity/aws/document/document");
const { escalations } = ours("identity/aws/escalation/escalation");
const { FRESH } = ours("identity/aws/permissions/permissions");
const { excesses } = ours("identity/aws/permissions/reach");
const { known } = ours("identity/knowledge");
const { AWS_RULES } = ours("policy-packs");
const { Judge } = ours("policy-packs/judge/judge");

const [file, warmRounds] = process.argv.slice(2);
const texts = readFileSync(file, "utf8").split("\n");

/** Beside escalation: wildcards of a service, credentials, permissions, modification and data on every resource. */
const REACHES = ["service", "credentials", "exposure", "scope", "data"];

function ask(text) {
  const document = readPolicyDocument(text, "identity");
  const permissions = { grants: [{ document, path: "" }] };
  const granted = { document, holders: [permissions] };
  for (const reach of REACHES) Array.from(excesses(granted, reach));
  const arn = known(`:iam::${FRESH}:role/holder`, "");
  escalations([
    { key: "holder", sort: "role", name: "holder", permissions, arn, groups: [], policies: [], workloads: [] },
  ]);
}

/** The rules on grants, composed or single, and on the document itself. */
const KINDS = new Set(["aws-identity", "aws-granted-document", "aws-escalation", "aws-policy-document"]);
const RULES = AWS_RULES.filter(({ judges }) => KINDS.has(String(judges)));

function judge() {
  const judging = new Judge();
  for (const rule of RULES) judging.enable(rule);
  judging.finish(
    texts.flatMap((policy, at) => [
      resource("aws:iam/role:Role", `holder-${at}`, { name: `holder-${at}` }),
      resource("aws:iam/rolePolicy:RolePolicy", `policy-${at}`, { role: `holder-${at}`, policy }),
    ]),
  );
}

function resource(type, name, inputs) {
  const urn = `urn:pulumi:bench::bench::${type}::${name}`;
  return { urn, type, name, inputs, dependencies: [], propertyDependencies: {} };
}

/** Microseconds of processor time a document, after so many times. */
function warm(work, before) {
  for (let time = 0; time < before; time++) work();
  const begin = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / texts.length;
}

const questions = warm(() => texts.forEach(ask), Number(warmRounds));
console.log(JSON.stringify({ questions, judged: warm(judge, 1), rules: RULES.length }));
