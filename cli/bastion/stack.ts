import { bastionName, StackNames } from "../../stacks/names";
import { Destination } from "./arguments";
import { Missing } from "./Missing";

/** What this command reads of a stack's config. */
export interface BastionStack {
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  readonly bastion?: {
    readonly mode: "session-manager" | "ecs-exec";
    readonly image?: string;
    readonly schedule?: {
      readonly timeZone: string;
      readonly days: readonly string[];
      readonly from: string;
      readonly to: string;
    };
  };
  readonly services: readonly {
    readonly name: string;
    readonly port?: number;
    readonly reachableFromBastion?: boolean;
  }[];
}

/** A bastion as it is in AWS. */
export interface BastionPlace {
  readonly mode: "session-manager" | "ecs-exec";
  readonly region: string;
  readonly cluster: string;
  /** Name of the service and of its container. */
  readonly service: string;
  /** Value of the tag `Bastion` of its managed node. */
  readonly bastionName: string;
  /** Preferences of shells on the managed node. */
  readonly sessionDocument: string;
}

/** @throws Missing when the stack has no bastion, or one without an image. */
export function placeOf(stack: BastionStack): BastionPlace {
  if (stack.bastion === undefined) {
    throw new Missing(
      `The stack ${stack.stack} has no bastion: Pulumi.${stack.stack}.yaml has no ${stack.project}:bastion. Add it, such as` +
        ` { mode: session-manager }, and run pulumi up -s ${stack.stack}. docs/bastion.md says more.`,
    );
  }
  if (stack.bastion.image === undefined) {
    throw new Missing(
      `The bastion of ${stack.stack} has no image yet, so no task of it runs. Build and push images/bastion as docs/bastion.md` +
        ` says, set image in ${stack.project}:bastion of Pulumi.${stack.stack}.yaml, and run pulumi up -s ${stack.stack}.`,
    );
  }
  // None of these names holds the account.
  const names = new StackNames(stack.project, stack.stack, { partition: "aws", region: stack.region, accountId: "" });
  return {
    mode: stack.bastion.mode,
    region: stack.region,
    cluster: names.cluster,
    service: bastionName,
    bastionName: names.bastion,
    sessionDocument: names.sessionDocument,
  };
}

/**
 * The port of a service that the bastion may reach.
 *
 * @throws Missing when there is none.
 */
export function portOf(stack: BastionStack, { service: name, port }: Destination): number {
  const service = stack.services.find((candidate) => candidate.name === name);
  const file = `Pulumi.${stack.stack}.yaml`;
  if (service === undefined) {
    const known = stack.services.map((candidate) => candidate.name).join(", ");
    throw new Missing(`${file} has no service "${name}"; its services are ${known}.`);
  }
  if (service.reachableFromBastion !== true) {
    throw new Missing(
      `The service ${name} lets nothing in from the bastion. Set reachableFromBastion: true for it in ${file}, and run` +
        ` pulumi up -s ${stack.stack}.`,
    );
  }
  if (service.port === undefined) {
    throw new Missing(`The service ${name} has no port in ${file}, so there is nothing to forward to.`);
  }
  if (port !== undefined && port !== service.port) {
    throw new Missing(
      `The service ${name} listens on port ${service.port}, and the bastion may reach that one alone; port ${port} is given.`,
    );
  }
  return service.port;
}

/** When the bastion runs, in words. */
export function hoursOf({ bastion }: BastionStack): string | undefined {
  const schedule = bastion?.schedule;
  return schedule && `${schedule.days.join(", ")} from ${schedule.from} to ${schedule.to}, ${schedule.timeZone}`;
}
