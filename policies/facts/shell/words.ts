import { DOLLAR, type Script, type Streams, type Word } from "./script";

export const REDIRECTION = /\d*(?:&>>?|<<<|<<-?|<>|>>|>\||[<>]&|[<>](?!\())/y;
/** Stands in a word for the output of commands. */
const SUBSTITUTED = "$(…)";
const BLANK = /(?:[ \t\r]|\\\n)+/y;

/** Reads the words of a script: quotes, expansions, comments, redirections and here documents. */
export abstract class Words {
  protected at = 0;
  private readonly heredocs: { readonly end: string; readonly isQuoted: boolean; readonly command: Streams }[] = [];

  constructor(protected readonly text: string) {}

  /** The commands up to that sign, which is read as well. */
  protected abstract listUpTo(end: string): Script;

  protected abstract nested(text: string): Script;

  protected word(): Word {
    const substitutions: Script[] = [];
    // What feeds a command or eats its output through a file runs as well.
    if (this.take(/[<>]\(/y) !== undefined) {
      substitutions.push(this.listUpTo(")"));
      return { text: "/dev/fd", substitutions };
    }
    const start = this.at;
    let text = "";
    while (!this.isOver && !/[\s;&|<>()]/.test(this.next)) {
      text += this.piece(substitutions);
      if (/^\w+\+?=$/.test(text) && this.take(/\(/y) !== undefined) {
        return { text: text + this.elements(substitutions), substitutions };
      }
    }
    if (this.at === start) {
      throw new SyntaxError("no word");
    }
    return { text, substitutions };
  }

  protected redirection(command: Streams): void {
    const operator = this.take(REDIRECTION) ?? "";
    this.skipBlanks();
    const isQuoted = this.starts("'", '"', "\\");
    const target = this.word().text;
    if (operator.endsWith("<<<")) {
      command.input = target;
    } else if (/<<-?$/.test(operator)) {
      this.heredocs.push({ end: target, isQuoted, command });
    } else if (/^1?>[>|]?$/.test(operator)) {
      command.output = target;
    }
  }

  protected skipBlanks(): void {
    this.take(BLANK);
    if (this.starts("#") && (this.at === 0 || /[\s;&|()]/.test(this.text.charAt(this.at - 1)))) {
      this.take(/[^\n]*/y);
    }
  }

  /** Blanks, comments and ends of lines; the lines after one belong to a here document if one was announced. */
  protected skipSpace(): void {
    this.skipBlanks();
    while (this.take(/\n/y) !== undefined) {
      for (const { end, isQuoted, command } of this.heredocs.splice(0)) {
        const lines: string[] = [];
        while (!this.isOver) {
          const line = this.take(/[^\n]*\n?/y) ?? "";
          if (line.trim() === end) {
            break;
          }
          lines.push(line);
        }
        command.input = isQuoted ? lines.join("") : lines.join("").replace(/\\([$`\\])/g, "$1");
      }
      this.skipBlanks();
    }
  }

  protected get isOver(): boolean {
    return this.at >= this.text.length;
  }

  /** Empty at the end. */
  protected get next(): string {
    return this.text.charAt(this.at);
  }

  protected starts(...signs: readonly string[]): boolean {
    return signs.some((sign) => this.text.startsWith(sign, this.at));
  }

  protected sees(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    return pattern.test(this.text);
  }

  /** What the pattern matches here, if that is anything; the pattern is sticky. */
  protected take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found === "" ? undefined : found;
  }

  /** The rest of `name=(one two)`. */
  private elements(substitutions: Script[]): string {
    const words: string[] = [];
    this.skipSpace();
    while (this.take(/\)/y) === undefined) {
      const word = this.word();
      words.push(word.text);
      substitutions.push(...word.substitutions);
      this.skipSpace();
    }
    return words.join(" ");
  }

  private piece(substitutions: Script[]): string {
    const quoted = this.take(/'[^']*'|\$'(?:[^'\\]|\\[^])*'/y);
    if (quoted !== undefined) {
      return quoted.replace(/^\$?'|'$/g, "").replaceAll("$", DOLLAR);
    }
    if (this.take(/"/y) === undefined) {
      return this.atom(substitutions, /[^\s;&|<>()"'\\$`]+/y);
    }
    let text = "";
    while (this.take(/"/y) === undefined) {
      text += this.atom(substitutions, /[^"\\$`]+/y);
    }
    return text;
  }

  /** A run of plain characters, or one thing that starts with a backslash, a dollar sign or a backquote. */
  private atom(substitutions: Script[], plain: RegExp): string {
    const escaped = this.take(/\\[^]/y);
    if (escaped !== undefined) {
      return escaped === "\\\n" ? "" : escaped.slice(1).replace("$", DOLLAR);
    }
    const expression = this.take(/\$\(\([^]*?\)\)|\$\{[^}]*\}/y);
    if (expression !== undefined) {
      return expression;
    }
    const backquoted = this.take(/`[^`]*`/y);
    if (backquoted !== undefined || this.take(/\$\(/y) !== undefined) {
      substitutions.push(backquoted === undefined ? this.listUpTo(")") : this.nested(backquoted.slice(1, -1)));
      return SUBSTITUTED;
    }
    const text = this.take(plain) ?? this.take(/\$/y);
    if (text === undefined) {
      throw new SyntaxError("an open quote");
    }
    return text;
  }
}
