import { z } from "zod";

/** What a reader must know of one config key. Error texts and the reference table are both made from it. */
export interface About {
  /** What the key sets, with its unit. */
  readonly what: string;
  /** Which values are accepted; a function where that depends on the value given. */
  readonly allowed: string | ((given: unknown) => string);
  /** A good value, as it stands in the YAML after the key. */
  readonly example: string;
  /** Why the default is what it is. */
  readonly why?: string;
  /** What to do about a wrong value, where "use an allowed one" says too little. */
  readonly fix?: string;
  /** Values below this key may hold a credential by mistake, so no message shows them. */
  readonly hidden?: boolean;
}

const abouts = z.registry<About>();

/** Attaches the description to a schema; what `.optional()` and `.default()` wrap keeps it, other methods drop it. */
export function about<Schema extends z.core.$ZodType>(schema: Schema, text: About): Schema {
  abouts.add(schema, text);
  return schema;
}

/** The description attached to this very schema, without looking into what it wraps. */
export function aboutOf(schema: z.core.$ZodType): About | undefined {
  return abouts.get(schema);
}

/** A whole number within bounds, both included. */
export function wholeNumber(
  min: number,
  max: number,
  text: Omit<About, "allowed" | "example"> & { readonly example?: string },
): z.ZodInt {
  const described = { example: String(min), ...text, allowed: `a whole number from ${min} to ${max}` };
  return about(z.int().min(min).max(max), described);
}

/** The description of a key that takes one of a few words. */
export function oneOf(words: readonly string[]): string {
  return `one of ${words.join(", ")}`;
}

/** Lets a refinement run although some entry of the list or mapping is wrong, so that no mistake hides another. */
export const evenIfPartsAreWrong = {
  when: ({ value }: { readonly value: unknown }) => typeof value === "object" && value !== null,
};

/** Reports an entry that stands in a list twice, at the place of the second one. */
export function refuseRepeats(value: unknown, context: z.core.$RefinementCtx): void {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  list.forEach((entry, index) => {
    if (list.indexOf(entry) < index) {
      context.addIssue({
        code: "custom",
        path: [index],
        params: { allowed: "each entry once", fix: "Delete the repeated entry." },
      });
    }
  });
}
