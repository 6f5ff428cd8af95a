import { unknownCheckingProxy } from "@pulumi/policy";

const documents = new Map<string, unknown>();

/** The SDK exports it, but its declaration has no type. */
const checkUnknowns = unknownCheckingProxy as (document: unknown) => unknown;

/**
 * What a JSON document holds, in a form whose unknown parts throw when read; nothing if it is no text or no JSON.
 *
 * Rules ask for the same document, several times in a row, and parsing is the dear part.
 */
export function parsedJson(text: unknown): unknown {
  if (typeof text !== "string") {
    return undefined;
  }
  if (!documents.has(text)) {
    documents.set(text, parse(text));
  }
  return documents.get(text);
}

function parse(text: string): unknown {
  try {
    // A value inside that carries the engine's marker of an unknown is unknown by itself, and hides nothing beside it.
    return checkUnknowns(JSON.parse(text));
  } catch {
    // The parser's own message quotes the document, which may hold secrets.
    return undefined;
  }
}
