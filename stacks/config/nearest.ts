import { closest, distance } from "fastest-levenshtein";

/** The known word that is most like `word`, with `close` where it is like enough to be what was meant. */
export function nearest(word: string, known: readonly string[]): { word: string; close: boolean } | undefined {
  if (known.length === 0) {
    return undefined;
  }
  const lower = word.slice(0, 100).toLowerCase();
  const found = known.find(
    (one) =>
      one.toLowerCase() ===
      closest(
        lower,
        known.map((each) => each.toLowerCase()),
      ),
  );
  if (found === undefined) {
    return undefined;
  }
  return { word: found, close: distance(lower, found.toLowerCase()) <= Math.max(2, Math.floor(found.length / 3)) };
}
