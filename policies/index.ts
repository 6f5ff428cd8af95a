import { PolicyPack } from "@pulumi/policy";
import { toPolicies } from "./engine";
import { rules } from "./rules";

new PolicyPack("fargate-platform", { policies: toPolicies(rules) });
