import { distance } from "fastest-levenshtein";

/** The known word that is most like `word`, with `close` where it is like enough to be what was meant. */
export function nearest(word: string, known: readonly string[]): { word: string; close: boolean } | undefined {
  const lower = word.slice(0, 100).toLowerCase();
  const [first] = known
    .map((candidate) => ({
      candidate,
      edits: distance(lower, candidate.toLowerCase()),
      // Two swapped letters count as two edits, and leave the length as it was.
      lengths: Math.abs(candidate.length - word.length),
    }))
    .sort((a, b) => a.edits - b.edits || a.lengths - b.lengths);
  return first && { word: first.candidate, close: first.edits <= Math.max(2, Math.floor(first.candidate.length / 3)) };
}
