import { Flow } from "./flow";
import { parseShell } from "./parse";
import { plainCommand, type Script, type Streams, type Word } from "./script";
import { answerOf, calculate } from "./test";
import { assign, plain, type Variables } from "./variables";
import {
  afterCall,
  asStatus,
  BREAK,
  EXIT_FAILED,
  EXIT_OK,
  FAILED,
  NORMAL,
  OK,
  RETURN_FAILED,
  RETURN_OK,
  waysOf,
  type Ways,
} from "./ways";

const ASSIGNING = new Set(["export", "local", "declare", "readonly", "typeset"]);
/** Commands that do not fail, as far as it matters here. */
const HARMLESS = new Set([...ASSIGNING, ":", "true", "echo", "printf", "unset", "trap", "sleep"]);
const WRAPPERS = new Set(["sudo", "command", "exec", "builtin", "time", "timeout", "nice", "nohup", "env", "stdbuf"]);
const SHELLS = new Set(["bash", "sh", "dash", "ash", "zsh", "ksh"]);
const MAX_DEPTH = 20;

/** A command that may run, with its variables replaced where they are known. */
export interface Command {
  readonly words: readonly string[];
  /** A variable that it would find in its environment, if that is known. */
  readonly setting: (name: string) => string | undefined;
}

/** A shell that runs nothing: it finds out which commands may run. */
export class Shell extends Flow {
  /** The commands that may run, in the order in which they were met. */
  readonly reached: Command[] = [];
  /** The tests whose answers are not known, with the entries in which they were met. */
  private readonly open = new Map<string, Set<number>>();
  /** Scripts that the script itself writes, by the file's name. */
  private readonly files = new Map<string, string>();
  /** Variables that the script gives a value, so that they do not stay the same. */
  private readonly assigned = new Set<string>();
  private entries = 0;
  private depth = 0;

  /**
   * @param fails says which commands surely fail; any other one may or may not.
   * @param answers of tests that are not known, by their text.
   */
  constructor(
    private readonly fails: (command: Command) => boolean,
    private readonly answers: ReadonlyMap<string, boolean>,
    variables: Variables,
  ) {
    super(variables);
  }

  /** Runs a text as one entry of a list of commands; what it defines is there for the next one. */
  entry(text: string): Ways {
    this.entries += 1;
    return asStatus(this.run(parseShell(text), false));
  }

  /** The tests that several entries have in common, and whose answers nothing in the script changes. */
  get repeated(): string[] {
    return [...this.open]
      .filter(([test, entries]) => {
        const names = [...test.matchAll(/\$\{?(\w+)/g)].map(([, name = ""]) => name);
        return entries.size > 1 && !names.some((name) => this.assigned.has(name));
      })
      .map(([test]) => test);
  }

  set(name: string, value: string): void {
    this.variables.set(name, value);
  }

  protected command(parts: readonly Word[], streams: Streams, isTested: boolean): Ways {
    // Bash forgets `set -e` within a substitution.
    const substituted = parts
      .flatMap(({ substitutions }) => substitutions)
      .map((script) => this.subshell(script, true));
    const all = parts.flatMap((part) => this.expand(part));
    const start = all.findIndex((word) => !/^[A-Za-z_]\w*\+?=/.test(word));
    if (start < 0) {
      all.forEach((word) => this.assign(word));
      return substituted.at(-1) ?? OK;
    }
    const settings = new Map(this.variables);
    all.slice(0, start).forEach((word) => assign(word, settings));
    // An unquoted variable may hold a whole command.
    const words = all.slice(start).flatMap((word, index) => (index === 0 ? word.split(" ") : [word]));
    if (streams.input !== undefined && streams.output !== undefined && words.join(" ") === "cat") {
      this.files.set(this.expand({ text: streams.output, substitutions: [] }).join(" "), streams.input);
    }
    return this.simple(words, settings, streams.input, isTested);
  }

  private simple(words: readonly string[], settings: Variables, input: string | undefined, isTested: boolean): Ways {
    const [name = "", ...rest] = words;
    const body = this.functions.get(name);
    if (body !== undefined) {
      return this.call(body, rest, isTested);
    }
    if (name === "eval") {
      return this.deeper(() => this.run(parseShell(plain(rest.join(" "))), isTested));
    }
    const file = this.files.get(name === "." || name === "source" ? (rest[0] ?? "") : name);
    if (file !== undefined) {
      const script = parseShell(file);
      return this.deeper(() =>
        this.files.has(name) ? this.shell(["-c", file], undefined) : afterCall(this.run(script, isTested)),
      );
    }
    if (SHELLS.has(baseName(name))) {
      return this.deeper(() => this.shell(rest, input));
    }
    if (WRAPPERS.has(baseName(name))) {
      return this.deeper(() => this.simple(unwrapped(rest), settings, input, isTested));
    }
    const ways = this.builtin(name, rest);
    if (ways !== undefined) {
      return ways;
    }
    const command = { words: words.map(plain), setting: (key: string) => settings.get(key) };
    this.reached.push(command);
    return this.fails(command) ? FAILED : HARMLESS.has(name) ? OK : NORMAL;
  }

  private builtin(name: string, rest: readonly string[]): Ways | undefined {
    switch (name) {
      case "":
        return NORMAL;
      case "exit":
        return this.leave(rest, EXIT_OK, EXIT_FAILED);
      case "return":
        return this.leave(rest, RETURN_OK, RETURN_FAILED);
      case "break":
      case "continue":
        return BREAK;
      case "set":
        return this.options(rest);
      case "shift":
        this.args?.splice(0, Number(rest[0] ?? 1));
        return OK;
      case "read":
        rest.forEach((variable) => this.variables.delete(variable));
        return NORMAL;
      case "false":
        return FAILED;
      case "[":
      case "[[":
      case "test":
        return waysOf(answerOf([name, ...rest]) ?? this.answer(rest.join(" ")));
      case "((":
        return waysOf(calculate(rest.join(" "), this.variables));
    }
    if (ASSIGNING.has(name)) {
      rest.forEach((word) => this.assign(word));
    }
    return undefined;
  }

  private assign(word: string): void {
    this.assigned.add(/^\w*/.exec(word)?.[0] ?? "");
    assign(word, this.variables);
  }

  private answer(test: string): boolean | undefined {
    this.open.set(test, (this.open.get(test) ?? new Set()).add(this.entries));
    return this.answers.get(test);
  }

  private call(body: Script, args: readonly string[], isTested: boolean): Ways {
    const outer = this.args;
    this.args = [...args];
    const ways = this.deeper(() => this.run(body, isTested));
    this.args = outer;
    return afterCall(ways);
  }

  /** `bash -c`, and a script that comes in; one in a file cannot be seen. */
  private shell(words: readonly string[], input: string | undefined): Ways {
    const flag = words.findIndex((word) => /^-\w*c$/.test(word));
    const file = words.map((word) => this.files.get(word)).find((content) => content !== undefined);
    const text = flag < 0 ? (file ?? input) : words.slice(flag + 1).find((word) => !word.startsWith("-"));
    if (text === undefined) {
      return NORMAL;
    }
    const options = words.filter((word) => /^(?:-o|-\w*e\w*|errexit|pipefail)$/.test(word));
    return this.subshell(
      { kind: "sequence", parts: [plainCommand(["set", "+eo", "pipefail", ...options]), parseShell(plain(text))] },
      false,
    );
  }

  private deeper(run: () => Ways): Ways {
    if (this.depth >= MAX_DEPTH) {
      return NORMAL;
    }
    this.depth += 1;
    const ways = run();
    this.depth -= 1;
    return ways;
  }

  private leave([status]: readonly string[], ok: Ways, failed: Ways): Ways {
    const value = status ?? this.variables.get("?") ?? "";
    return /^\d+$/.test(value) ? (Number(value) === 0 ? ok : failed) : ok | failed;
  }

  private options(words: readonly string[]): Ways {
    words.forEach((word, index) => {
      const named = /^[-+]\w*o$/.test(word) ? words[index + 1] : undefined;
      if (/^[-+]\w*e/.test(word) || named === "errexit") {
        this.errexit = word.startsWith("-");
      }
      if (named === "pipefail") {
        this.pipefail = word.startsWith("-");
      }
    });
    return OK;
  }
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Without the wrapper's own options, durations and variables. */
function unwrapped(words: readonly string[]): string[] {
  const start = words.findIndex(
    (word, index) => !/^-|^\d|^\w+=/.test(word) && !/^-[ugk]$/.test(words[index - 1] ?? ""),
  );
  return start < 0 ? [] : words.slice(start);
}
