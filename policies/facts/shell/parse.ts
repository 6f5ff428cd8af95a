import { type Branch, plainCommand, type Script, type Streams, type Word } from "./script";
import { REDIRECTION, Words } from "./words";

const NOTHING: Script = { kind: "sequence", parts: [] };

/** Words that end a list of commands, where a command could stand. */
const CLOSING = /(?:then|elif|else|fi|do|done|esac|\})(?=[\s;&|)]|$)/y;
const OPENING = /(?:if|while|until|for|case|function|\[\[|\{)(?=[\s(]|$)/y;
const OPERATOR = /[\n;&|)]/;

const scripts = new Map<string, Script>();

/** Reads a script in the language of bash. What is none is read line by line, so that no command in it is overlooked. */
export function parseShell(text: string): Script {
  const script = scripts.get(text) ?? parse(text);
  scripts.set(text, script);
  return script;
}

function parse(text: string): Script {
  try {
    return new Parser(text).script();
  } catch {
    const lines = text.split("\n").map((line) => line.trim());
    const commands = lines.filter((line) => line !== "" && !line.startsWith("#"));
    return { kind: "sequence", parts: commands.map((line) => plainCommand(line.split(/\s+/))) };
  }
}

class Parser extends Words {
  script(): Script {
    const script = this.list();
    if (!this.isOver) {
      throw new SyntaxError("a sign that closes nothing");
    }
    return script;
  }

  /** Commands up to a word or a sign that ends them, which stays. */
  private list(): Script {
    const parts: Script[] = [];
    for (;;) {
      this.skipSpace();
      if (this.isOver || this.sees(CLOSING) || this.starts(")", ";;", ";&")) {
        return { kind: "sequence", parts };
      }
      const part = this.andOr();
      this.skipBlanks();
      const isBackground = this.take(/&/y) !== undefined;
      parts.push(isBackground ? { kind: "background", body: part } : part);
      if (!isBackground) {
        this.take(/;(?![;&])/y);
      }
    }
  }

  protected listUpTo(...ends: readonly string[]): Script {
    const list = this.list();
    const end = ends.find((candidate) => this.starts(candidate));
    if (end === undefined) {
      throw new SyntaxError("a construct without its end");
    }
    this.at += end.length;
    return list;
  }

  protected nested(text: string): Script {
    return new Parser(text).script();
  }

  private andOr(): Script {
    let left = this.pipeline();
    for (;;) {
      this.skipBlanks();
      const operator = this.take(/&&|\|\|/y);
      if (operator === undefined) {
        return left;
      }
      this.skipSpace();
      left = { kind: operator === "&&" ? "and" : "or", left, right: this.pipeline() };
    }
  }

  private pipeline(): Script {
    if (this.take(/!(?=\s)/y) !== undefined) {
      this.skipBlanks();
      return { kind: "not", body: this.pipeline() };
    }
    const first = this.command();
    const parts = [first];
    for (;;) {
      this.skipBlanks();
      if (this.take(/\|(?!\|)&?/y) === undefined) {
        return parts.length === 1 ? first : { kind: "pipe", parts };
      }
      this.skipSpace();
      parts.push(this.command());
    }
  }

  private command(): Script {
    const compound = this.compound();
    if (compound === undefined) {
      return this.simple();
    }
    this.skipBlanks();
    while (this.sees(REDIRECTION)) {
      this.redirection({});
      this.skipBlanks();
    }
    return compound;
  }

  private compound(): Script | undefined {
    const arithmetic = this.take(/\(\([^]*?\)\)/y);
    if (arithmetic !== undefined) {
      return plainCommand(["((", arithmetic.slice(2, -2).trim()]);
    }
    if (this.take(/\(/y) !== undefined) {
      return { kind: "subshell", body: this.listUpTo(")") };
    }
    const keyword = this.take(OPENING);
    switch (keyword) {
      case "{":
        return this.listUpTo("}");
      case "if":
        return this.conditional();
      case "while":
      case "until":
        return { kind: keyword, test: this.listUpTo("do"), body: this.listUpTo("done") };
      case "for":
        return this.counted();
      case "case":
        return this.choice();
      case "[[":
        return this.test();
      case "function":
        this.skipBlanks();
        return this.definition(this.word());
      default:
        return undefined;
    }
  }

  private definition(name: Word): Script {
    this.skipBlanks();
    this.take(/\(\s*\)/y);
    this.skipSpace();
    return { kind: "function", name: name.text, body: this.command() };
  }

  private conditional(): Script {
    const test = this.listUpTo("then");
    const body = this.list();
    if (this.take(/elif/y) !== undefined) {
      return { kind: "if", test, body, otherwise: this.conditional() };
    }
    const otherwise = this.take(/else/y) === undefined ? NOTHING : this.list();
    if (this.take(/fi/y) === undefined) {
      throw new SyntaxError("if without fi");
    }
    return { kind: "if", test, body, otherwise };
  }

  private counted(): Script {
    this.skipBlanks();
    const variable = this.take(/\w+/y) ?? "";
    if (this.take(/[^]*?(?<=[\s;])do(?=\s)/y) === undefined) {
      throw new SyntaxError("for without do");
    }
    return { kind: "for", variable, body: this.listUpTo("done") };
  }

  private choice(): Script {
    this.skipBlanks();
    const word = this.word();
    this.skipSpace();
    this.take(/in(?=\s)/y);
    const branches: Branch[] = [];
    this.skipSpace();
    while (this.take(/esac(?=[\s;&|)]|$)/y) === undefined) {
      const patterns = this.take(/\(?[^()\n]+\)/y);
      if (patterns === undefined) {
        throw new SyntaxError("case without a pattern");
      }
      const list = patterns.replace(/^\(|\)$/g, "").split("|");
      branches.push({ patterns: list.map(unquoted), body: this.list() });
      this.take(/;;&?|;&/y);
      this.skipSpace();
    }
    return { kind: "case", word, branches };
  }

  /** `[[ … ]]`, with its words as they stand; `&&` and `<` are no operators of the shell in there. */
  private test(): Script {
    const inside = this.take(/[^]*?(?<=\s)\]\](?=[\s;&|)]|$)/y);
    if (inside === undefined) {
      throw new SyntaxError("[[ without ]]");
    }
    return plainCommand(["[[", ...inside.slice(0, -2).trim().split(/\s+/).map(unquoted), "]]"]);
  }

  private simple(): Script {
    const start = this.at;
    const words: Word[] = [];
    const command: Streams & { kind: "command"; words: Word[] } = { kind: "command", words };
    for (;;) {
      this.skipBlanks();
      const [first] = words;
      if (this.sees(REDIRECTION)) {
        this.redirection(command);
      } else if (first !== undefined && words.length === 1 && this.sees(/\(\s*\)/y)) {
        return this.definition(first);
      } else if (this.isOver || OPERATOR.test(this.next)) {
        break;
      } else {
        words.push(this.word());
      }
    }
    if (this.at === start) {
      throw new SyntaxError("a sign where a command should be");
    }
    return command;
  }
}

function unquoted(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, "$2");
}
