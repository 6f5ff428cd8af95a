/** One instruction of a Dockerfile. */
export interface Instruction {
  /** In capitals, such as `COPY`. */
  readonly keyword: string;
  readonly value: string;
}

/** The stages of a Dockerfile, each beginning with its `FROM`; comments are gone, and continued lines joined. */
export function stages(dockerfile: string): Instruction[][] {
  const found: Instruction[][] = [];
  const joined = dockerfile.replace(/^\s*#.*\n/gm, "").replace(/\\\n\s*/g, "");
  for (const line of joined.split("\n").filter((text) => text.trim() !== "")) {
    const [, keyword = "", value = ""] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    const instruction = { keyword: keyword.toUpperCase(), value };
    if (instruction.keyword === "FROM") {
      found.push([instruction]);
    } else {
      found.at(-1)?.push(instruction);
    }
  }
  return found;
}

/** Values of one kind of instruction, in their order. */
export function values(instructions: readonly Instruction[], keyword: string): string[] {
  return instructions.filter((instruction) => instruction.keyword === keyword).map(({ value }) => value);
}
