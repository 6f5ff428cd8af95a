import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { Location } from "../location";
import { KeyGrants, keyPolicy } from "./keyPolicy";

/** Arguments of {@link EncryptionKey}. */
export interface EncryptionKeyArgs {
  /** Alias without the `alias/` in front, for example `fargate-platform-dev`. */
  readonly alias: string;
  readonly description: string;
  readonly location: Location;
  readonly grants: KeyGrants;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * A customer managed KMS key that rotates every year, with an alias and a policy that names each use.
 *
 * One key serves a stack (US$ 1 a month): logs, images and ECS Exec sessions have the same readers, the operators.
 *
 * @example
 * const key = new EncryptionKey("key", {
 *   alias: "fargate-platform-dev",
 *   description: "Logs, images and sessions of fargate-platform-dev",
 *   location,
 *   grants: { logGroupPrefixes: ["/fargate-platform-dev/"] },
 * });
 */
export class EncryptionKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: EncryptionKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fargate-platform:encryption-key:EncryptionKey", name, {}, opts);

    const key = new aws.kms.Key(
      name,
      {
        description: args.description,
        enableKeyRotation: true,
        // 30 days is KMS's longest: a key deleted by mistake takes every log and image with it.
        deletionWindowInDays: 30,
        policy: keyPolicy(args.location, args.grants),
        tags: args.tags,
      },
      { parent: this },
    );
    const alias = new aws.kms.Alias(name, { name: `alias/${args.alias}`, targetKeyId: key.keyId }, { parent: this });

    // With the alias behind it: whoever gets the key is often named the alias as well.
    this.arn = pulumi.all([key.arn, alias.arn]).apply(([keyArn]) => keyArn);
    this.registerOutputs({ arn: this.arn });
  }
}
