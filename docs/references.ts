import { join } from "node:path";
import * as prettier from "prettier";

import { policyReference } from "../policies/reference";
import { rules } from "../policies/rules";
import { configReference } from "../stacks/config/reference";

/** The pages that are made from code, by path. */
export async function references(): Promise<Map<string, string>> {
  const pages: readonly (readonly [string, string])[] = [
    ["config.md", configReference()],
    ["policies.md", policyReference(rules)],
  ];
  const formatted = pages.map(async ([name, text]) => {
    const filepath = join(__dirname, name);
    const options = await prettier.resolveConfig(filepath);
    return [filepath, await prettier.format(text, { ...options, filepath })] as const;
  });
  return new Map(await Promise.all(formatted));
}
