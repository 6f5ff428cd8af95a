import { Statement } from "../iam/policyDocument";
import { arn, Location } from "../location";

/**
 * A secret by reference: ECS reads the value when a task starts, and neither state nor task definition holds it.
 *
 * A secret that is encrypted with a key of your own also needs a statement in that key's policy that lets the execution
 * role decrypt; AWS's own keys (`aws/secretsmanager`, `aws/ssm`) need none.
 */
export type SecretReference =
  /** A secret in Secrets Manager, by name or ARN; `jsonKey` picks one field of a JSON secret. */
  | { readonly secretsManager: string; readonly jsonKey?: string }
  /** A parameter in Parameter Store, by name or ARN. */
  | { readonly parameter: string };

/** Secrets Manager puts a hyphen and six characters behind the name. */
const suffix = /-[A-Za-z0-9]{6}$/;

/** What a container definition's `secrets[].valueFrom` takes. */
export function valueFrom(location: Location, secret: SecretReference): string {
  if ("parameter" in secret) {
    return parameterArn(location, secret.parameter);
  }
  const secretArn = managedSecretArn(location, secret.secretsManager);
  return secret.jsonKey === undefined ? secretArn : `${secretArn}:${secret.jsonKey}::`;
}

/** What the execution role needs to read these secrets, and nothing else. */
export function secretStatements(location: Location, secrets: readonly SecretReference[]): Statement[] {
  const parameters = secrets.flatMap((secret) =>
    "parameter" in secret ? [parameterArn(location, secret.parameter)] : [],
  );
  const managed = secrets.flatMap((secret) => ("secretsManager" in secret ? [secret.secretsManager] : []));
  return [
    ...statement("ReadParameters", "ssm:GetParameters", parameters),
    ...statement(
      "ReadSecrets",
      "secretsmanager:GetSecretValue",
      managed.flatMap((name) => {
        const secretArn = managedSecretArn(location, name);
        // An ARN that ends like a suffix may be a whole one, or a name that happens to end so.
        const mayBeWhole = name.startsWith("arn:") && suffix.test(name);
        return [...(mayBeWhole ? [secretArn] : []), `${secretArn}-??????`];
      }),
    ),
  ];
}

function statement(sid: string, actions: string, resources: readonly string[]): Statement[] {
  return resources.length === 0 ? [] : [{ sid, actions, resources: [...new Set(resources)] }];
}

function managedSecretArn(location: Location, nameOrArn: string): string {
  return nameOrArn.startsWith("arn:") ? nameOrArn : arn(location, "secretsmanager", `secret:${nameOrArn}`);
}

function parameterArn(location: Location, nameOrArn: string): string {
  return nameOrArn.startsWith("arn:") ? nameOrArn : arn(location, "ssm", `parameter/${nameOrArn.replace(/^\//, "")}`);
}
