/**
 * Whether a URN ends as the pattern says. The end begins at a part of the URN: a name, `type::name`, or the type with
 * those of its parents. `*` stands for any text.
 */
export function endsAs(urn: string, pattern: string): boolean {
  const end = pattern
    .split("*")
    .map((text) => text.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"))
    .join(".*");
  return new RegExp(`(?:^|::|\\$)${end}$`, "s").test(urn);
}
