import "../deferred-modules";
import { PolicyPack } from "@pulumi/policy";
import { policiesOf } from "../policies";
import { AWS_RULES } from "../rules/aws";

new PolicyPack("mandate-aws", { policies: policiesOf(AWS_RULES) });
