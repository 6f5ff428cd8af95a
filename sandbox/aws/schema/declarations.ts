import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** The folder of the installed `@pulumi/aws`. */
export const SDK = dirname(require.resolve("@pulumi/aws/package.json"));

/** The version of the installed `@pulumi/aws`. */
export const SDK_VERSION = (JSON.parse(readFileSync(join(SDK, "package.json"), "utf8")) as { version: string }).version;

/** A declaration file of the SDK that declares a resource class or a function. */
export interface Declaration {
  /** The class or function: the last part of the token. */
  name: string;
  text: string;
}

/**
 * Finds the declaration of a token such as `aws:ecs/service:Service`, or nothing where the SDK has none. The token's
 * middle part is the file's path, in another case or with an underscore for a few of them; the generated JavaScript
 * beside it holds the token itself and settles which file it is.
 */
export function findDeclaration(token: string): Declaration | undefined {
  const [pkg, module, name] = token.split(":");
  if (pkg !== "aws" || !module || !name) {
    return undefined;
  }
  const path = module.replace(/^index\//, "");
  const folder = join(SDK, dirname(path));
  const wanted = basename(path).toLowerCase();
  const files = existsSync(folder) ? readdirSync(folder) : [];
  for (const file of files) {
    if (file.endsWith(".js") && file.slice(0, -3).toLowerCase().replace(/_$/, "") === wanted) {
      const script = readFileSync(join(folder, file), "utf8");
      if (script.includes(`__pulumiType = '${token}'`) || script.includes(`runtime.invoke("${token}"`)) {
        return { name, text: readFileSync(join(folder, file.replace(/js$/, "d.ts")), "utf8") };
      }
    }
  }
  return undefined;
}

/** The SDK's declarations of nested types, as one text of several megabytes that is searched and never parsed whole. */
export class NestedTypes {
  readonly #text: string;

  constructor(kind: "input" | "output") {
    this.#text = readFileSync(join(SDK, "types", `${kind}.d.ts`), "utf8");
  }

  /** The text of the interface of a qualified name such as `ecs.ServiceLoadBalancer`. */
  find(qualified: string): string | undefined {
    const parts = qualified.split(".");
    const name = parts.pop() ?? "";
    let start = 0;
    let indent = "";
    for (const namespace of parts) {
      const head = indent === "" ? "export declare namespace" : `${indent}namespace`;
      start = this.#text.indexOf(`\n${head} ${namespace} {\n`, start);
      if (start < 0) {
        return undefined;
      }
      indent += "    ";
    }
    const head = indent === "" ? "export interface" : `${indent}interface`;
    const from = this.#text.indexOf(`\n${head} ${name} {`, start);
    const end = from < 0 ? -1 : this.#text.indexOf(`\n${indent}}`, from);
    return end < 0 ? undefined : this.#text.slice(from, end + indent.length + 2);
  }
}
