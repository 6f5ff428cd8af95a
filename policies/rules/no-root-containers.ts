import {
  type Container,
  isLogRouter,
  judgeContainers,
  nameOf,
  readsOfContainers,
  routerTypeOf,
} from "../facts/containers";
import type { Property, Value } from "../facts/property";
import { quoted } from "../message";
import { type Finding, inconclusive, judge, type Rule, violation } from "../rule";

/**
 * The FireLens log router is the one container that may be root: ECS has it create a socket in a directory of root's,
 * and RegisterTaskDefinition has long refused any other user for it. In exchange it must give up every Linux
 * capability and write nowhere in its root file system. A router with a numeric user of its own is judged like any
 * other container.
 *
 * @see https://github.com/aws/containers-roadmap/issues/2122
 */
export const noRootContainers: Rule = {
  id: "no-root-containers",
  title: "Containers run as a numeric user other than root.",
  severity: "high",
  controls: { securityHub: ["ECS.20"] },
  reads: readsOfContainers(
    "user",
    "firelensConfiguration.type",
    "linuxParameters.capabilities.drop[]",
    "linuxParameters.capabilities.add[]",
    "readonlyRootFilesystem",
  ),
  why: "Root in the container is root for everything it can reach: its files, its mounts, and the kernel it shares.",
  remediation:
    'Set `user` to a number that is not 0, such as "10001" or "10001:10001". A name is resolved inside the image and ' +
    "an omitted user is whatever the image says, so neither proves anything.",
  check: (task) => judgeContainers(task, (containers) => containers.flatMap(judgeContainer)),
};

function judgeContainer(container: Container): Finding[] {
  const user = container.get("user");
  if (user.isUnknown) {
    return [inconclusive(user)];
  }
  const reason = whyRoot(user.value);
  if (reason === undefined) {
    return [];
  }
  const router = routerTypeOf(container);
  if (router.isUnknown) {
    return [inconclusive(router)];
  }
  return isLogRouter(container)
    ? judgeRouter(container)
    : [violation(user, { what: `${nameOf(container)} ${reason}.`, fix: 'user: "10001"' })];
}

/** Why that user cannot be shown to be another than root; nothing if it can. */
function whyRoot(user: Value): string | undefined {
  if (user === undefined || user === "") {
    return "runs as whatever user its image names, which is root by default (user is omitted)";
  }
  const uid = typeof user === "string" ? (user.split(":")[0] ?? "") : "";
  if (uid === "root" || /^0+$/.test(uid)) {
    return `runs as root (user: ${quoted(user)})`;
  }
  return /^\d+$/.test(uid)
    ? undefined
    : `names a user that need not differ from root (user: ${quoted(user)} is not a number in quotes)`;
}

function judgeRouter(router: Container): Finding[] {
  const who = `${nameOf(router)}, a log router that may be root,`;
  const { drop, add } = capabilitiesOf(router);
  return [
    ...judgeDropped(drop, who),
    ...add.items().flatMap((added) =>
      judge(added, (name) => ({
        what: `${who} adds the capability ${quoted(name)}.`,
        fix: 'linuxParameters: { capabilities: { drop: ["ALL"] } }, without add',
      })),
    ),
    ...judge(router.get("readonlyRootFilesystem"), (value) =>
      value === true
        ? undefined
        : { what: `${who} has a writable root file system.`, fix: "readonlyRootFilesystem: true" },
    ),
  ];
}

function judgeDropped(drop: Property<string[]>, who: string): Finding[] {
  const dropped = drop.items();
  if (dropped.some((name) => name.value === "ALL")) {
    return [];
  }
  const unknown = dropped.filter((name) => name.isUnknown);
  return unknown.length > 0
    ? unknown.map(inconclusive)
    : [
        violation(drop, {
          what: `${who} keeps Linux capabilities.`,
          fix: 'linuxParameters: { capabilities: { drop: ["ALL"] } }',
        }),
      ];
}

function capabilitiesOf(container: Container): { drop: Property<string[]>; add: Property<string[]> } {
  const capabilities = container.get("linuxParameters").get("capabilities");
  return { drop: capabilities.get("drop"), add: capabilities.get("add") };
}
