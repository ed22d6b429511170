const { PolicyPack } = require("@pulumi/policy");

new PolicyPack("bench-empty", {
  policies: [
    { name: "empty", description: "Says nothing", enforcementLevel: "mandatory", validateResource: () => undefined },
  ],
});
