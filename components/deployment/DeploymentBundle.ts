import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { TaskDefinitionRequest } from "../container-service/TaskDefinition";

/** Arguments of {@link DeploymentBundle}. */
export interface DeploymentBundleArgs {
  readonly bucketName: string;
  /** Where the pipeline looks for it, for example `bundles/frontend.zip`. */
  readonly key: string;
  /** What a deployment registers, with a placeholder for the image. */
  readonly taskDefinition: TaskDefinitionRequest;
  /** AppSpec file; only for CodeDeploy. */
  readonly appSpec?: pulumi.Input<string>;
  readonly tags?: pulumi.Input<Record<string, string>>;
}

/**
 * What a pipeline needs to deploy a service, beside the image: `taskdef.json` and, for CodeDeploy, `appspec.yaml`, in one
 * zip file. Pulumi writes it anew when the stack's config changes one of them, which starts the pipeline.
 *
 * {@link https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html | CodeDeployToECS}
 *
 * @example
 * new DeploymentBundle("api", {
 *   bucketName: artifacts.bucketName, key: "bundles/api.zip", taskDefinition: service.taskDefinition.template,
 * }, { dependsOn: [...artifacts.ready] });
 */
export class DeploymentBundle extends pulumi.ComponentResource {
  /** For `dependsOn`. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: DeploymentBundleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:deployment:DeploymentBundle", name, {}, opts);

    const source = pulumi.all([args.appSpec, args.tags]).apply(([appSpec, tags = {}]) => {
      const request = { ...args.taskDefinition, tags: Object.entries(tags).map(([key, value]) => ({ key, value })) };
      const files = {
        "taskdef.json": new pulumi.asset.StringAsset(`${JSON.stringify(request, null, 2)}\n`),
        ...(appSpec === undefined ? {} : { "appspec.yaml": new pulumi.asset.StringAsset(appSpec) }),
      };
      return new pulumi.asset.AssetArchive(files);
    });
    const object = new aws.s3.BucketObjectv2(
      name,
      { bucket: args.bucketName, key: args.key, source, contentType: "application/zip" },
      // Passed on, because Pulumi does not: the object must be gone before its bucket is.
      { parent: this, dependsOn: opts?.dependsOn },
    );
    this.ready = [object];
    this.registerOutputs({});
  }
}
