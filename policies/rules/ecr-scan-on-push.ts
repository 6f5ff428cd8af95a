import type { ecr } from "@pulumi/aws";
import { judge, type Rule } from "../rule";

const REPOSITORY = "aws:ecr/repository:Repository";

/**
 * Only the repository's own property counts. A scanning configuration of the whole registry does as much and overrides
 * it, but it belongs to the account and is usually managed elsewhere, so a program that relies on it shows nothing.
 */
export const ecrScanOnPush: Rule = {
  id: "ecr-scan-on-push",
  title: "ECR scans every image when it is pushed.",
  severity: "high",
  controls: { securityHub: ["ECR.1"], checkov: ["CKV_AWS_163"] },
  reads: [{ type: REPOSITORY, properties: ["imageScanningConfiguration.scanOnPush"] }],
  why: "Known vulnerabilities in an image stay unseen until somebody asks for a scan.",
  remediation: "Set `imageScanningConfiguration: { scanOnPush: true }`; omitted, images are scanned by hand only.",
  check: (resource) =>
    judge(resource.inputs<ecr.RepositoryArgs>().get("imageScanningConfiguration").get("scanOnPush"), (value) =>
      value === true
        ? undefined
        : {
            what: "the repository does not scan images on push.",
            fix: "imageScanningConfiguration: { scanOnPush: true }",
          },
    ),
};
