import type { Script } from "./script";

const ASSIGNMENT = /(?:^|[\s;])([A-Za-z_]\w*)\s*(?:\+\+|--|[-+*/%]?=(?!=))/g;

/** The variables that a script may change, also in the functions that it calls. */
export function assignedIn(
  script: Script,
  functions: ReadonlyMap<string, Script>,
  seen = new Set<Script>(),
): readonly string[] {
  if (seen.has(script)) {
    return [];
  }
  seen.add(script);
  const below = (...scripts: readonly Script[]) => scripts.flatMap((part) => assignedIn(part, functions, seen));
  switch (script.kind) {
    case "command": {
      const [first, ...rest] = script.words.map(({ text }) => text);
      const called = functions.get(first ?? "");
      return [
        ...script.words.flatMap(({ text }) => [...text.matchAll(ASSIGNMENT)].map(([, name = ""]) => name)),
        ...(first === "read" ? rest : []),
        ...below(
          ...script.words.flatMap(({ substitutions }) => substitutions),
          ...(called === undefined ? [] : [called]),
        ),
      ];
    }
    case "sequence":
    case "pipe":
      return below(...script.parts);
    case "and":
    case "or":
      return below(script.left, script.right);
    case "if":
      return below(script.test, script.body, script.otherwise);
    case "while":
    case "until":
      return below(script.test, script.body);
    case "for":
      return [script.variable, ...below(script.body)];
    case "case":
      return below(...script.branches.map(({ body }) => body));
    default:
      return below(script.body);
  }
}
