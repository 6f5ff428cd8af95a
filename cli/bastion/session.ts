import { Connect, Forward } from "./arguments";
import { Aws, AwsError } from "./Aws";
import { AwsArguments, forwardCommand, shellCommand } from "./commands";
import { findHost, findTarget } from "./find";
import { Missing } from "./Missing";
import { BastionPlace, BastionStack, placeOf, portOf } from "./stack";

/** A session that can be opened. */
export interface Session {
  readonly command: AwsArguments;
  /** One line for the user. */
  readonly note: string;
}

/**
 * Finds out by which command a session opens.
 *
 * @throws Missing when something is not there that it needs.
 */
export function sessionOf(request: Connect | Forward, stack: BastionStack, aws: Aws): Session {
  const place = placeOf(stack);
  try {
    if (request.command === "connect") {
      const command = shellCommand(place, findTarget(aws, stack, place));
      return { command, note: `A shell on the bastion of ${stack.stack}. What is typed and shown is logged.` };
    }
    const port = portOf(stack, request.to);
    const { localPort = port } = request;
    const target = findTarget(aws, stack, place);
    const host = findHost(aws, place.cluster, request.to.service);
    return {
      command: forwardCommand(place, target, { host, port, localPort }),
      note: `localhost:${localPort} leads to ${request.to.service} (${host}:${port}) until Ctrl-C.`,
    };
  } catch (error) {
    throw error instanceof AwsError ? explained(error, stack, place) : error;
  }
}

function explained({ code, message }: AwsError, { stack }: BastionStack, { cluster, region }: BastionPlace): Missing {
  if (/ClusterNotFound|ServiceNotFound|ServiceNotActive/.test(code)) {
    return new Missing(
      `AWS knows no such thing in the cluster ${cluster} in ${region} (${message}): either pulumi up -s ${stack} has not made` +
        ` it yet, or these are the credentials of another account.`,
    );
  }
  if (code.startsWith("AccessDenied")) {
    return new Missing(
      `These credentials may not do this: ${message}. Who may come in has the managed policy of the bastion's users, which` +
        ` pulumi stack output -s ${stack} names.`,
    );
  }
  return new Missing(`AWS refused: ${message}${code === "" ? "" : ` (${code})`}`);
}
