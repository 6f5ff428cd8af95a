/** The zones of regions that do not have just the first three letters. */
const LETTERS: Record<string, string> = {
  "ap-northeast-1": "acd",
  "ap-northeast-2": "abcd",
  "us-east-1": "abcdef",
  "us-west-2": "abcd",
};

export interface Zone {
  name: string;
  /** The name that is the same zone in every account, such as `apne1-az4`. */
  id: string;
}

/** The availability zones of a region. */
export function zonesIn(region: string): Zone[] {
  const [continent = "", direction = "", number = ""] = region.split("-");
  const initials = (direction.match(/north|south|central|east|west/g) ?? []).map((word) => word.charAt(0)).join("");
  return Array.from(LETTERS[region] ?? "abc", (letter, index) => ({
    name: region + letter,
    id: `${continent}${initials}${number}-az${index + 1}`,
  }));
}
