import { CODE_BUILD } from "./codeBuild";
import { CODE_COMMIT } from "./codeCommit";
import { CODE_DEPLOY } from "./codeDeploy";
import { CODE_PIPELINE } from "./codePipeline";
import type { FactsTable } from "./facts";

/** CodeCommit, CodeBuild, CodeDeploy, CodePipeline and their notifications. */
export const DELIVERY: FactsTable = {
  ...CODE_COMMIT,
  ...CODE_BUILD,
  ...CODE_DEPLOY,
  ...CODE_PIPELINE,
  "aws:codestarnotifications/notificationRule:NotificationRule": {
    id: "{arn}",
    outputs: { arn: "arn:{partition}:codestar-notifications:{region}:{account}:notificationrule/{hex:40}" },
    replaces: ["resource"],
  },
};
