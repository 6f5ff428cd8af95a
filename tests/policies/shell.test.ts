import { expect } from "chai";
import * as fc from "fast-check";
import { overlap } from "../../policies/facts/actions";
import { parseShell } from "../../policies/facts/shell/parse";
import { type Command, Shell } from "../../policies/facts/shell/run";

/** The commands that the script may reach, if `bad` fails; by their words. */
function reached(text: string, variables: Record<string, string> = {}): string[] {
  const shell = new Shell(({ words }: Command) => words[0] === "bad", new Map(), new Map(Object.entries(variables)));
  shell.entry(text);
  return shell.reached.map(({ words }) => words.join(" "));
}

describe("a script that is followed", () => {
  const reaches: Readonly<Record<string, readonly string[]>> = {
    "a; b": ["a", "b"],
    "a 'b c' \"d e\" f\\ g": ["a b c d e f g"],
    "a # b\nc": ["a", "c"],
    "a#b": ["a#b"],
    "a \\\n  b": ["a b"],
    "a > x 2>&1 < y &> z b": ["a b"],
    "a <<EOF\nb\nEOF\nc": ["a", "c"],
    "a <<-'X' | b\n\tc\n\tX\nd": ["a", "b", "d"],
    "bash <<EOF\na\nEOF": ["a"],
    "a | b & c": ["a", "b", "c"],
    "bad && a; b": ["bad", "b"],
    "bad || a; b": ["bad", "a", "b"],
    "bad && a || b": ["bad", "b"],
    "! bad && a": ["bad", "a"],
    "if bad; then a; elif b; then c; else d; fi": ["bad", "b", "c", "d"],
    "while bad; do a; done; b": ["bad", "b"],
    "until bad; do break; done; b": ["bad", "b"],
    "for x in 1 2; do a $x; done": ["a $x"],
    "set -e; bad; a": ["bad"],
    "set -eu -o pipefail; bad | a; b": ["bad", "a"],
    "set -e; bad | a; b": ["bad", "a", "b"],
    "set -e; set +e; bad; a": ["bad", "a"],
    "set -e; (bad); a": ["bad"],
    "set -e; x=$(bad); a": ["bad"],
    "set -e; local x=$(bad); a": ["bad", "local x=$(…)", "a"],
    "set -e; x=`bad`; a": ["bad"],
    "set -e; f() { bad; a; }; f || b; c": ["bad", "a", "c", "b"].sort(),
    "f() { return 1; }; f && a": [],
    "function f { a \"$1\" \"$@\"; shift; b $1; }; f x y": ["a x x y", "b y"],
    "f() ( exit 1 ); f || a": ["a"],
    "exit 0; a": [],
    "(exit 1) && a; b": ["b"],
    "x=1; [ $x = 1 ] && a; [ \"$x\" -ne 1 ] && b": ["a"],
    "[[ $x == y && -n z ]] && a": ["a"],
    "x=0; ((x++)); if ((x > 0)); then a; else b; fi": ["a"],
    "x=0; x=$((x + 1)); test $x -eq 1 && a": ["a"],
    "bad; r=$?; exit $r; a": ["bad"],
    'case "$1" in x) a ;; y | z) b; ;; *) c ;; esac': ["a", "b", "c"],
    "v=y; case $v in x) a ;; y | z) b ;; *) c ;; esac": ["b"],
    "sudo -u me timeout 10 a b": ["a b"],
    "c='a b'; $c d": ["a b d"],
    "o=(--x 1); a \"${o[@]}\"": ["a --x 1"],
    "eval 'a; b'": ["a", "b"],
    "bash -ec 'bad; a'; b": ["bad", "b"],
    "cat > f.sh <<'E'\na\nE\nbash f.sh; . f.sh": ["cat", "a", "a"],
    "diff <(a) <(b)": ["a", "b", "diff /dev/fd /dev/fd"],
    "{ a; b; } > x": ["a", "b"],
    "X=1 a": ["a"],
    "a 'it'\\''s'": ["a it's"],
  }; // prettier-ignore

  for (const [text, commands] of Object.entries(reaches)) {
    it(JSON.stringify(text), () => {
      const found = reached(text);
      expect(text.includes("f || b") ? found.sort() : found).to.deep.equal(commands);
    });
  }

  it("replaces the variables that it knows, and no dollar sign in single quotes", () => {
    expect(reached("a $X ${X}y '$X' \\$X $Y", { X: "1" })).to.deep.equal(["a 1 1y $X $X $Y"]);
  });

  it("forgets what a loop may change", () => {
    expect(reached("x=0; while a; do x=1; done; [ $x = 0 ] || b")).to.include("b");
    expect(reached("x=0; y=0; while a; do y=1; done; [ $x = 0 ] || b")).not.to.include("b");
  });

  it("ends, whatever the text is", () => {
    const piece = fc.constantFrom(
      ..."if then fi while do done case esac in for { } ( ) (( )) [[ ]] ; ;; & && | || ! \n ' \" ` $( ${ $(( << <<E E > a f() f $@ \\ # x=1 x=( set -e exit".split(
        " ",
      ),
      "\n",
      "trivy image",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(piece, { maxLength: 40 }).map((list) => list.join(" ")),
    );
    fc.assert(
      fc.property(text, (any) => {
        expect(parseShell(any)).to.have.property("kind");
        expect(reached(any)).to.be.an("array");
      }),
      { numRuns: 1000 },
    );
  }).timeout(60_000);

  it("finds every command of a text that is no script", () => {
    expect(reached("if a; then\nb c\n# d\ne )")).to.deep.equal(["if a; then", "b c", "e )"]);
  });

  it("gives up a script that is made to run long, and still answers at once", () => {
    const chain = Array.from({ length: 30 }, (_, n) => `f${n}() { f${n + 1}; f${n + 1}; }`).join("\n");
    const started = Date.now();
    reached(`${chain}\nf0`);
    reached("f() { f; f; }; f");
    reached(`${"(".repeat(5000)}a${")".repeat(5000)}`);
    reached(`a ${"$(".repeat(5000)}`);
    reached("a ".repeat(20_000));
    expect(Date.now() - started).to.be.lessThan(3000);
  }).timeout(20_000);
});

describe("overlap", () => {
  const letters = fc.stringMatching(/^[ab]{0,5}$/);
  const pattern = fc.stringMatching(/^[ab*?]{0,4}$/);
  const fits = (text: string, of: string) =>
    new RegExp(`^${of.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(text);

  it("is true of two patterns that one name fits", () => {
    fc.assert(
      fc.property(letters, pattern, pattern, (name, one, other) => {
        fc.pre(fits(name, one) && fits(name, other));
        expect(overlap(one, other)).to.equal(true);
      }),
    );
  });

  it("is true only where there is such a name", () => {
    const upTo = (length: number): string[] =>
      length === 0 ? [""] : ["", ...upTo(length - 1).flatMap((rest) => [`a${rest}`, `b${rest}`])];
    const all = upTo(8);
    fc.assert(
      fc.property(pattern, pattern, (one, other) => {
        const hasName = all.some((name) => fits(name, one) && fits(name, other));
        expect(overlap(one, other)).to.equal(hasName);
      }),
      { numRuns: 300 },
    );
  });
});
