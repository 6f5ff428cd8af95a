import { Statement } from "../iam/policyDocument";
import { arn, Location } from "../location";

/**
 * Use of a key by its alias, and through one AWS service only: what a role needs to work with encrypted objects or
 * messages. The ARN of a key is not known before the key exists; the alias is, and only who administers keys can give it to
 * another one.
 *
 * {@link https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html | Aliases in policies}
 *
 * @param keyAlias - without `alias/`
 * @param service - as in its endpoint, for example `s3`
 */
export function keyStatement(location: Location, keyAlias: string, service: "s3" | "sns"): Statement {
  return {
    sid: `UseKeyThrough${service.toUpperCase()}`,
    actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
    resources: arn(location, "kms", "key/*"),
    conditions: {
      StringEquals: { "kms:ViaService": `${service}.${location.region}.amazonaws.com` },
      "ForAnyValue:StringEquals": { "kms:ResourceAliases": `alias/${keyAlias}` },
    },
  };
}
