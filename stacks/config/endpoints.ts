import { InterfaceEndpointService } from "../../components/network/endpoints";

/** What a service says about the AWS services that its tasks talk to. */
interface EndpointUser {
  readonly exec?: boolean;
  readonly secrets?: Readonly<Record<string, object | undefined>>;
  /** Left out, it is the stack's. */
  readonly tracing?: string;
}

/** What a stack has besides its services. */
interface StackEndpointUser {
  readonly tracing?: { readonly collector?: string };
  readonly bastion?: { readonly mode?: string };
}

/**
 * The interface endpoints that these services, and the rest of a stack, have a use for: with all of them, and S3's, tasks
 * need no way out.
 */
export function usedEndpoints(
  services: readonly EndpointUser[],
  { tracing, bastion }: StackEndpointUser = {},
): InterfaceEndpointService[] {
  const secrets = services.flatMap((service) => Object.values(service.secrets ?? {}));
  const has = (key: string) => secrets.some((secret) => secret !== undefined && key in secret);
  const sessions = services.some((service) => service.exec) || bastion !== undefined;
  const used: [InterfaceEndpointService, boolean][] = [
    ["ecr.api", true],
    ["ecr.dkr", true],
    ["logs", true],
    ["secretsmanager", has("secretsManager")],
    // The bastion registers itself, and reports to Systems Manager.
    ["ssm", has("parameter") || bastion?.mode === "session-manager"],
    ["ssmmessages", sessions],
    // The agent in the task asks for the key that encrypts a session.
    ["kms", sessions],
    ["xray", services.some((service) => (service.tracing ?? tracing?.collector ?? "adot") !== "none")],
  ];
  return used.flatMap(([endpoint, isUsed]) => (isUsed ? [endpoint] : []));
}
