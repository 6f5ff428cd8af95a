import { InterfaceEndpointService } from "../../components/network/endpoints";

/** What a service says about the AWS services that its tasks talk to. */
interface EndpointUser {
  readonly exec?: boolean;
  readonly secrets?: Readonly<Record<string, object | undefined>>;
}

/** The interface endpoints that these services have a use for: with all of them, and S3's, tasks need no way out. */
export function usedEndpoints(services: readonly EndpointUser[]): InterfaceEndpointService[] {
  const secrets = services.flatMap((service) => Object.values(service.secrets ?? {}));
  const has = (key: string) => secrets.some((secret) => secret !== undefined && key in secret);
  const exec = services.some((service) => service.exec);
  const used: [InterfaceEndpointService, boolean][] = [
    ["ecr.api", true],
    ["ecr.dkr", true],
    ["logs", true],
    ["secretsmanager", has("secretsManager")],
    ["ssm", has("parameter")],
    ["ssmmessages", exec],
    // The agent in the task asks for the key that encrypts a session of ECS Exec.
    ["kms", exec],
  ];
  return used.flatMap(([endpoint, isUsed]) => (isUsed ? [endpoint] : []));
}
