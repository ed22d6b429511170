const { PolicyPack } = require("@pulumi/policy");
const { policiesOf } = require("../../../../dist/policy-packs/policies");
const { RULES } = require("../../../../dist/policy-packs/rules");

const works = RULES.find((rule) => rule.name === "aws-instance-metadata-session-required");
const throws = {
  ...works,
  name: "always-throws",
  judge() {
    throw new RangeError("the text of an error may hold a value: hunter2");
  },
};

new PolicyPack("throwing", { policies: policiesOf([throws, works]) });
