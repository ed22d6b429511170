import "../deferred-modules";
import { PolicyPack } from "@pulumi/policy";
import { policiesOf } from "../policies";
import { AZURE_RULES } from "../rules/azure";

new PolicyPack("mandate-azure", { policies: policiesOf(AZURE_RULES) });
