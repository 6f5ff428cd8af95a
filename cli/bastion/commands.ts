import { BastionPlace } from "./stack";

/** Arguments of the AWS CLI. */
export type AwsArguments = readonly string[];

/** What a session goes through: the managed node of a bastion, or its task. */
export type Target = { readonly node: string } | { readonly taskId: string; readonly runtimeId: string };

/** From a port of this machine to one of an address that the bastion reaches. */
export interface Route {
  readonly host: string;
  readonly port: number;
  readonly localPort: number;
}

/** The command that opens a shell on the bastion. */
export function shellCommand(place: BastionPlace, target: Target): AwsArguments {
  if ("node" in target) {
    const session = ["ssm", "start-session", "--target", target.node, "--document-name", place.sessionDocument];
    return [...session, "--region", place.region];
  }
  const task = ["--cluster", place.cluster, "--task", target.taskId, "--container", place.service];
  return ["ecs", "execute-command", ...task, "--interactive", "--command", "/bin/bash", "--region", place.region];
}

/** The command that forwards a port by way of the bastion. */
export function forwardCommand(place: BastionPlace, target: Target, route: Route): AwsArguments {
  const parameters = {
    host: [route.host],
    portNumber: [String(route.port)],
    localPortNumber: [String(route.localPort)],
  };
  return [
    "ssm",
    "start-session",
    "--target",
    "node" in target ? target.node : `ecs:${place.cluster}_${target.taskId}_${target.runtimeId}`,
    "--document-name",
    "AWS-StartPortForwardingSessionToRemoteHost",
    "--parameters",
    JSON.stringify(parameters),
    "--region",
    place.region,
  ];
}

/** The command as a line that a POSIX shell reads back as the same arguments. */
export function shellLine(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(" ");
}
