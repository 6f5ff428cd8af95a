/** A column: how its cells lie, and how wide it is at least. */
export interface Column {
  readonly title: string;
  readonly right?: boolean;
}

/** The most that a line takes on a terminal. */
export const lineWidth = 100;

/**
 * Rows in aligned columns, the last of which takes what room there is: longer texts are continued below.
 *
 * @param rows - a row of cells, or `undefined` for a rule
 */
export function table(columns: readonly Column[], rows: readonly (readonly string[] | undefined)[]): string[] {
  const titles = columns.map(({ title }) => title);
  const cells = [titles, ...rows.filter((row) => row !== undefined)];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => (row[index] ?? "").length)));
  const last = columns.length - 1;
  const before = widths.slice(0, last).reduce((sum, width) => sum + width + 2, 2);
  const room = Math.max(20, Math.min(widths[last] ?? 0, lineWidth - before));
  const rule = `  ${"-".repeat(before - 2 + room)}`;
  const print = (row: readonly string[]): string[] => {
    const parts = columns[last]?.right ? [row[last] ?? ""] : wrapped(row[last] ?? "", room);
    return parts.map((part, line) => {
      const text = columns.map(({ right }, index) => {
        const cell = index === last ? part : line === 0 ? (row[index] ?? "") : "";
        const width = index === last ? room : (widths[index] ?? 0);
        return right ? cell.padStart(width) : cell.padEnd(width);
      });
      return `  ${text.join("  ")}`.trimEnd();
    });
  };
  return [...print(titles), rule, ...rows.flatMap((row) => (row === undefined ? [rule] : print(row)))];
}

/** A text in lines of at most so many characters, broken at blanks. */
export function wrapped(text: string, width: number): string[] {
  return text.split(" ").reduce<string[]>(
    (lines, word) => {
      const line = lines[lines.length - 1] ?? "";
      const longer = line === "" ? word : `${line} ${word}`;
      return longer.length <= width || line === "" ? [...lines.slice(0, -1), longer] : [...lines, word];
    },
    [""],
  );
}
