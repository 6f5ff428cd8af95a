import type { ecs } from "@pulumi/aws";
import { inconclusive, type Rule, violation } from "../rule";

const CLUSTER = "aws:ecs/cluster:Cluster";

/**
 * Omitted, the account's own setting decides (`aws ecs put-account-setting-default`), which is off unless somebody
 * turned it on and which no program shows.
 */
export const containerInsights: Rule = {
  id: "container-insights",
  title: "Every ECS cluster has Container Insights.",
  severity: "medium",
  controls: { securityHub: ["ECS.12"], checkov: ["CKV_AWS_65"], cdkNag: ["AwsSolutions-ECS4"] },
  reads: [{ type: CLUSTER, properties: ["settings[].name", "settings[].value"] }],
  why: "Without it the metrics end at the service, and nobody sees which task or container is short of what.",
  remediation: 'Set `settings: [{ name: "containerInsights", value: "enhanced" }]`; "enabled" keeps the rule as well.',
  check: (resource) => {
    const settings = resource.inputs<ecs.ClusterArgs>().get("settings");
    const candidates = settings
      .items()
      .filter((setting) => setting.get("name").isUnknown || setting.get("name").value === "containerInsights")
      .map((setting) => (setting.get("name").isUnknown ? setting.get("name") : setting.get("value")));
    if (candidates.some(({ value }) => value === "enabled" || value === "enhanced")) {
      return [];
    }
    const unknown = candidates.filter((candidate) => candidate.isUnknown);
    return unknown.length > 0
      ? unknown.map(inconclusive)
      : [
          violation(settings, {
            what: "the cluster does not turn Container Insights on.",
            fix: 'settings: [{ name: "containerInsights", value: "enhanced" }]',
          }),
        ];
  },
};
