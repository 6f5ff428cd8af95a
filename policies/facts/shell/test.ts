import { isKnown, type Variables } from "./variables";

const COMPARISONS: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  "=": (a, b) => a === b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "-eq": (a, b) => Number(a) === Number(b),
  "-ne": (a, b) => Number(a) !== Number(b),
  "-gt": (a, b) => Number(a) > Number(b),
  "-ge": (a, b) => Number(a) >= Number(b),
  "-lt": (a, b) => Number(a) < Number(b),
  "-le": (a, b) => Number(a) <= Number(b),
};

const NUMERIC: Readonly<Record<string, string>> = {
  ">": "-gt",
  ">=": "-ge",
  "<": "-lt",
  "<=": "-le",
  "==": "-eq",
  "!=": "-ne",
};

/** The answer of `[ … ]`, `[[ … ]]` and `test …`; nothing if it depends on what is not known. */
export function answerOf(words: readonly string[]): boolean | undefined {
  const inside = words.slice(1).filter((word) => word !== "]" && word !== "]]");
  if (inside[0] === "!") {
    const answer = answerOf(inside);
    return answer === undefined ? undefined : !answer;
  }
  if (!inside.every(isKnown)) {
    return undefined;
  }
  const [a = "", operator = "", b] = inside;
  switch (inside.length) {
    case 1:
      return a !== "";
    case 2:
      return a === "-n" ? operator !== "" : a === "-z" ? operator === "" : undefined;
    case 3:
      return b === undefined || /[*?[]/.test(b) ? undefined : COMPARISONS[operator]?.(a, b);
    default:
      return undefined;
  }
}

/** Does `(( … ))` where it is simple, and forgets the variables that it changes where it is not. */
export function calculate(expression: string, variables: Variables): boolean | undefined {
  const [, name = "", change, amount = "1"] = /^(\w+)\s*(\+\+|\+=)\s*(\d+)?$/.exec(expression) ?? [];
  const value = variables.get(name);
  if (change !== undefined && value !== undefined && /^\d+$/.test(value)) {
    const sum = Number(value) + Number(amount);
    variables.set(name, String(sum));
    return (change === "++" ? Number(value) : sum) !== 0;
  }
  const [, variable = "", operator = "!=", number = "0"] =
    /^\$?(\w+)(?:\s*([<>]=?|[=!]=)\s*(\d+))?$/.exec(expression) ?? [];
  const known = /^\d+$/.test(variable) ? variable : variables.get(variable);
  if (known !== undefined) {
    return COMPARISONS[NUMERIC[operator] ?? ""]?.(known, number);
  }
  for (const [, changed = ""] of expression.matchAll(/(\w+)\s*(?:\+\+|--|[-+*/%]?=(?!=))/g)) {
    variables.delete(changed);
  }
  return undefined;
}
