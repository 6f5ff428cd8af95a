import { assignedIn } from "./assigned";
import type { Script, Streams, Word } from "./script";
import { common, expanded, isKnown, matchesGlob, type Variables } from "./variables";
import { afterLoop, asStatus, BREAK, EXIT_FAILED, FAILED, negated, NORMAL, OK, pick, type Ways } from "./ways";

/** A script that runs longer than that is one that was made to. */
const MAX_STEPS = 20_000;

/**
 * Follows a script through all the ways it may take, where it is not known whether a command succeeds, and keeps the
 * variables whose values are known.
 */
export abstract class Flow {
  protected readonly functions = new Map<string, Script>();
  protected errexit = false;
  protected pipefail = false;
  /** Of the function that runs; nothing outside of one. */
  protected args: string[] | undefined;
  private steps = 0;

  constructor(protected variables: Variables) {}

  /** Runs several alternatives from here; afterwards only what holds after all of them is known. */
  fork(...alternatives: readonly (() => Ways)[]): Ways {
    const before = this.variables;
    const after: Variables[] = [];
    let ways = 0;
    for (const alternative of alternatives) {
      this.variables = new Map(before);
      const result = alternative();
      ways |= result;
      if ((result & (NORMAL | BREAK)) !== 0) {
        after.push(this.variables);
      }
    }
    this.variables = after.length === 0 ? before : common(after);
    return ways;
  }

  /** @param isTested true where a failure decides something, so that `set -e` does not stop there. */
  protected run(script: Script, isTested: boolean): Ways {
    this.steps += 1;
    const ways = this.steps > MAX_STEPS ? NORMAL : this.runKind(script, isTested);
    if (ways === OK || ways === FAILED) {
      this.variables.set("?", ways === OK ? "0" : "1");
    } else {
      this.variables.delete("?");
    }
    return ways;
  }

  protected abstract command(words: readonly Word[], streams: Streams, isTested: boolean): Ways;

  protected subshell(body: Script, isTested: boolean): Ways {
    const { variables, errexit, pipefail } = this;
    this.variables = new Map(variables);
    const ways = asStatus(this.run(body, isTested));
    Object.assign(this, { variables, errexit, pipefail });
    return ways;
  }

  protected expand(word: Word): string[] {
    return expanded(word.text, this.variables, this.args);
  }

  private runKind(script: Script, isTested: boolean): Ways {
    switch (script.kind) {
      case "command":
        return this.settled(this.command(script.words, script, isTested), isTested);
      case "sequence":
        return this.sequence(script.parts, isTested);
      case "pipe":
        return this.settled(this.pipe(script.parts, isTested), isTested);
      case "and":
        return this.after(this.run(script.left, true), () => this.run(script.right, isTested), undefined);
      case "or":
        return this.after(this.run(script.left, true), undefined, () => this.run(script.right, isTested));
      case "if":
        return this.after(
          this.run(script.test, true),
          () => this.run(script.body, isTested),
          () => this.run(script.otherwise, isTested),
        );
      case "not":
        return negated(this.run(script.body, true));
      case "background":
        this.subshell(script.body, true);
        return OK;
      case "subshell":
        return this.settled(this.subshell(script.body, isTested), isTested);
      case "for":
        this.variables.delete(script.variable);
        return afterLoop(this.run(script.body, isTested));
      case "while":
      case "until":
        return this.loop(script.test, script.body, script.kind === "while" ? OK : FAILED, isTested);
      case "case":
        return this.choice(script, isTested);
      case "function":
        this.functions.set(script.name, script.body);
        return OK;
    }
  }

  /** Goes on after a success and after a failure; where there is nothing to do, that is the outcome. */
  private after(ways: Ways, success: (() => Ways) | undefined, failure: (() => Ways) | undefined): Ways {
    const next = [
      ...((ways & OK) === 0 ? [] : [success ?? (() => OK)]),
      ...((ways & FAILED) === 0 ? [] : [failure ?? (() => FAILED)]),
    ];
    return (ways & ~NORMAL) | this.fork(...next);
  }

  private sequence(parts: readonly Script[], isTested: boolean): Ways {
    let stopped = 0;
    let ways = OK;
    for (const part of parts) {
      ways = this.run(part, isTested);
      stopped |= ways & ~NORMAL;
      if ((ways & NORMAL) === 0) {
        break;
      }
    }
    return stopped | (ways & NORMAL);
  }

  private pipe(parts: readonly Script[], isTested: boolean): Ways {
    const all = parts.map((part) => this.subshell(part, isTested));
    if (!this.pipefail) {
      return all.at(-1) ?? OK;
    }
    const failures = all.reduce((sum, ways) => sum | (ways & FAILED), 0);
    return failures | (all.every((ways) => (ways & OK) !== 0) ? OK : 0);
  }

  /** Any number of rounds, of which the first stands for all; so nothing is known that one may change. */
  private loop(test: Script, body: Script, enters: Ways, isTested: boolean): Ways {
    const changed = [...assignedIn(test, this.functions), ...assignedIn(body, this.functions)];
    const forget = () => changed.forEach((name) => this.variables.delete(name));
    forget();
    const first = this.run(test, true);
    const round = (first & enters) === 0 ? 0 : this.run(body, isTested);
    forget();
    const leaves = pick(first, NORMAL & ~enters, OK);
    return afterLoop((first & ~NORMAL) | leaves | (leaves === 0 ? round & ~NORMAL : round));
  }

  private choice({ word, branches }: Extract<Script, { kind: "case" }>, isTested: boolean): Ways {
    const value = this.expand(word).join(" ");
    const matching = isKnown(value)
      ? branches.filter(({ patterns }) => patterns.some((pattern) => matchesGlob(value, pattern))).slice(0, 1)
      : branches;
    const isCertain = isKnown(value) ? matching.length > 0 : branches.some(({ patterns }) => patterns.includes("*"));
    return this.fork(
      ...matching.map(
        ({ body }) =>
          () =>
            this.run(body, isTested),
      ),
      ...(isCertain ? [] : [() => OK]),
    );
  }

  private settled(ways: Ways, isTested: boolean): Ways {
    const stops = this.errexit && !isTested && (ways & FAILED) !== 0;
    return stops ? (ways & ~FAILED) | EXIT_FAILED : ways;
  }
}
