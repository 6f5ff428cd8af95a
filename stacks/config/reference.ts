import { z } from "zod";
import { stackSchema } from "./schema";
import { aboutSchema, unwrap } from "./walk";

interface Row {
  readonly key: string;
  readonly what: string;
  readonly allowed: string;
  readonly fallback: string;
}

/** The reference of every config key, in Markdown, made from the descriptions in the schema. */
export function configReference(): string {
  const sections = Object.entries(stackSchema.shape).map(([key, schema]) => {
    const keys = below(key, schema);
    const rows = keys.length > 0 ? keys : [rowOf(key, schema)];
    return [
      `## \`${key}\``,
      ...(keys.length > 0 ? [aboutSchema(schema)?.what] : []),
      [
        "| Key | What it sets | Allowed | Default |",
        "| --- | --- | --- | --- |",
        ...rows.map((row) => `| \`${row.key}\` | ${[row.what, row.allowed, row.fallback].map(cell).join(" | ")} |`),
      ].join("\n"),
    ].join("\n\n");
  });
  return [
    "# Config of a stack",
    "<!-- Made by `npm run docs` from the descriptions in stacks/config; change them there. -->",
    "Every key stands in `Pulumi.<stack>.yaml` below `config:`, with `fargate-platform:` before it; `aws:region` is required " +
      "beside them. `pulumi preview` reports every mistake at once, and changes nothing as long as there is one.",
    ...sections,
    "",
  ].join("\n\n");
}

function rowOf(key: string, schema: z.core.$ZodType): Row {
  const text = aboutSchema(schema);
  const allowed = typeof text?.allowed === "function" ? text.allowed(undefined) : text?.allowed;
  return { key, what: text?.what ?? "", allowed: allowed ?? "", fallback: fallbackOf(schema, text?.why) };
}

/** The rows of everything below a value. */
function below(key: string, schema: z.core.$ZodType): Row[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) {
    const shape: Readonly<Record<string, z.core.$ZodType>> = inner.shape;
    return Object.entries(shape).flatMap(([name, entry]) => [
      rowOf(`${key}.${name}`, entry),
      ...below(`${key}.${name}`, entry),
    ]);
  }
  if (inner instanceof z.ZodArray) {
    return below(`${key}[]`, inner.element);
  }
  if (inner instanceof z.ZodRecord) {
    return below(`${key}.<name>`, inner.valueType);
  }
  return inner instanceof z.ZodUnion ? firstOfEach(inner.options.flatMap((option) => below(key, option))) : [];
}

/** Alternatives share keys, which mean the same in each. */
function firstOfEach(rows: Row[]): Row[] {
  return rows.filter((row, index) => rows.findIndex(({ key }) => key === row.key) === index);
}

function fallbackOf(schema: z.core.$ZodType, why: string | undefined): string {
  const reason = why === undefined ? "" : `: ${why}`;
  if (schema instanceof z.ZodPrefault) {
    return `what its keys say${reason}`;
  }
  if (schema instanceof z.ZodDefault) {
    return `\`${JSON.stringify(schema.def.defaultValue).replace(/^"|"$/g, "")}\`${reason}`;
  }
  return schema instanceof z.ZodOptional ? "none" : "required";
}

function cell(text: string): string {
  const parts = text.replaceAll("|", "\\|").split("`");
  // Every second part is code, in which Markdown reads no HTML.
  return parts.map((part, index) => (index % 2 === 0 ? part.replaceAll("<", "&lt;") : part)).join("`");
}
