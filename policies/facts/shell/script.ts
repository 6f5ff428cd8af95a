/** A piece of a shell script, as far as it tells which commands run after which. */
export type Script =
  | ({ readonly kind: "command"; readonly words: readonly Word[] } & Readonly<Streams>)
  | { readonly kind: "sequence" | "pipe"; readonly parts: readonly Script[] }
  | { readonly kind: "and" | "or"; readonly left: Script; readonly right: Script }
  | { readonly kind: "not" | "background" | "subshell"; readonly body: Script }
  | { readonly kind: "if"; readonly test: Script; readonly body: Script; readonly otherwise: Script }
  | { readonly kind: "for"; readonly variable: string; readonly body: Script }
  | { readonly kind: "while" | "until"; readonly test: Script; readonly body: Script }
  | { readonly kind: "case"; readonly word: Word; readonly branches: readonly Branch[] }
  | { readonly kind: "function"; readonly name: string; readonly body: Script };

/** Where a command reads from and writes to. */
export interface Streams {
  /** The text of a here document. */
  input?: string;
  /** The file, with its variables as written. */
  output?: string;
}

/** A branch of `case`. */
export interface Branch {
  readonly patterns: readonly string[];
  readonly body: Script;
}

/** A word without its quotes. Variables stand in it as written, and a `$` that is none as {@link DOLLAR}. */
export interface Word {
  readonly text: string;
  /** The commands whose output goes into it. */
  readonly substitutions: readonly Script[];
}

/** A dollar sign that stands for itself. */
export const DOLLAR = "\u0001";

/** A command of plain words. */
export function plainCommand(words: readonly string[]): Script {
  return { kind: "command", words: words.map((text) => ({ text, substitutions: [] })) };
}
