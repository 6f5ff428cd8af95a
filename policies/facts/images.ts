import { baseName, type Command } from "./shell/run";

/** What is known about a command that looks into an image. */
export interface ImageCheck {
  readonly kind: "scanner" | "linter";
  readonly tool: string;
  /** Whether what it finds makes it fail; if not, the argument that would. */
  readonly fails: boolean;
}

interface Tool {
  readonly kind: ImageCheck["kind"];
  /** The first argument that is no option must be one of these; any, if there are none. */
  readonly subcommands?: readonly string[];
  readonly fails: (args: readonly string[], setting: Command["setting"]) => boolean;
}

const CLIENTS = new Set(["docker", "podman", "nerdctl", "finch", "buildah"]);

/** Options of the clients, in front of the subcommand, that take a value. */
const WITH_VALUE = new Set([
  "-H",
  "--host",
  "-c",
  "--context",
  "-l",
  "--log-level",
  "--config",
  "--root",
  "-n",
  "--namespace",
]);

const BUILDS = /^(?:(?:image |builder )?build|bud|buildx (?:build|b|bake)|compose build)(?: |$)/;
const PUSHES = /^(?:(?:image |manifest |compose )?push|buildx imagetools create)(?: |$)/;

/** Whether the command makes a container image. */
export function buildsImage({ words }: Command): boolean {
  const [name = "", ...args] = words;
  switch (baseName(name)) {
    case "executor":
      return name.includes("kaniko");
    case "docker-compose":
      return args.includes("build");
    case "buildctl":
      return args.includes("build");
    case "pack":
    case "ko":
      return args[0] === "build" || args[0] === "publish";
    default:
      return CLIENTS.has(baseName(name)) && BUILDS.test(subcommand(args).join(" "));
  }
}

/** Whether the command puts an image into a registry, be it at the end of a build. */
export function pushesImage(command: Command): boolean {
  const [name = "", ...args] = command.words;
  switch (baseName(name)) {
    case "executor":
      return name.includes("kaniko") && !args.includes("--no-push");
    case "skopeo":
      return args.includes("copy") && (args.at(-1) ?? "").startsWith("docker://");
    case "crane":
      return ["push", "copy", "cp", "append", "mutate"].includes(args[0] ?? "");
    case "regctl":
      return args[0] === "image" && ["copy", "import"].includes(args[1] ?? "");
    case "aws":
      return args.includes("ecr") && args.includes("put-image");
    case "docker-compose":
      return args.includes("push");
    case "pack":
      return args.includes("--publish");
    case "ko":
      return buildsImage(command) && !args.includes("--push=false") && !args.includes("--local");
    default:
      return (
        (CLIENTS.has(baseName(name)) && PUSHES.test(subcommand(args).join(" "))) ||
        (buildsImage(command) && args.some((word, index) => pushesAfterBuild(word, args[index - 1] ?? "")))
      );
  }
}

/** A build with a registry for its output; a cache in a registry is no image. */
function pushesAfterBuild(word: string, before: string): boolean {
  const output = /^(?:-o|--output)=?(.*)$/s.exec(word)?.[1] ?? (/^(?:-o|--output)$/.test(before) ? word : "");
  return /^--push(?:=true)?$/.test(word) || /(?:^|,)(?:push=true|type=registry)(?:,|$)/.test(output);
}

const TOOLS: Readonly<Record<string, Tool>> = {
  trivy: {
    kind: "scanner",
    subcommands: ["image", "i", "rootfs", "sbom", "convert"],
    fails: (args, setting) => isNotZero(optionOf(args, "--exit-code") ?? setting("TRIVY_EXIT_CODE")),
  },
  grype: {
    kind: "scanner",
    fails: (args, setting) =>
      (optionOf(args, "--fail-on", "-f") ?? setting("GRYPE_FAIL_ON_SEVERITY") ?? "") !== "" &&
      !args.includes("version"),
  },
  snyk: { kind: "scanner", subcommands: ["container"], fails: () => true },
  "docker-scout": {
    kind: "scanner",
    subcommands: ["cves", "quickview", "policy"],
    fails: (args) => args.includes("--exit-code") || args.includes("-e"),
  },
  dockle: {
    kind: "linter",
    fails: (args, setting) => isNotZero(optionOf(args, "--exit-code", "-c") ?? setting("DOCKLE_EXIT_CODE")),
  },
};

/** What the command does as a check of an image, also if the tool runs in a container of its own. */
export function imageCheckOf({ words, setting }: Command): ImageCheck | undefined {
  const [name = "", ...args] = words;
  const called = baseName(name);
  if (CLIENTS.has(called)) {
    const [first, ...rest] = subcommand(args);
    if (first === "scout") {
      return checkWith("docker-scout", rest, setting);
    }
    const image = first === "run" ? rest.findIndex((word) => toolIn(word) !== undefined) : -1;
    return image < 0 ? undefined : checkWith(toolIn(rest[image] ?? "") ?? "", rest.slice(image + 1), setting);
  }
  return checkWith(called, args, setting);
}

function checkWith(name: string, args: readonly string[], setting: Command["setting"]): ImageCheck | undefined {
  const tool = Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
  const asksForHelp = args.length === 0 || args.some((word) => /^(?:-h|--help|-v|--version)$/.test(word));
  if (tool === undefined || asksForHelp || args.includes("--download-db-only")) {
    return undefined;
  }
  const isCheck = tool.subcommands === undefined || args.some((word) => tool.subcommands?.includes(word));
  return isCheck ? { kind: tool.kind, tool: name, fails: tool.fails(args, setting) } : undefined;
}

/** The tool in an image reference such as `aquasec/trivy:0.60.0`. */
function toolIn(reference: string): string | undefined {
  const repository = /^[\w./-]+\/([\w-]+)(?::[\w.-]+)?(?:@sha256:[0-9a-f]+)?$/.exec(reference)?.[1];
  return repository !== undefined && Object.hasOwn(TOOLS, repository) ? repository : undefined;
}

function optionOf(args: readonly string[], ...names: readonly string[]): string | undefined {
  const index = args.findLastIndex((word) => names.some((name) => word === name || word.startsWith(`${name}=`)));
  const word = args[index];
  return word === undefined
    ? undefined
    : word.includes("=")
      ? word.slice(word.indexOf("=") + 1)
      : (args[index + 1] ?? "");
}

/** The tools exit with 0 whatever they find, unless they are told another code; a variable may hold one. */
function isNotZero(code: string | undefined): boolean {
  return code !== undefined && code !== "" && !/^0+$/.test(code);
}

/** The words from the subcommand on. */
function subcommand(args: readonly string[]): readonly string[] {
  const start = args.findIndex((word, index) => !word.startsWith("-") && !WITH_VALUE.has(args[index - 1] ?? ""));
  return start < 0 ? [] : args.slice(start);
}
