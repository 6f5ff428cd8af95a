import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import { pythonPackage } from "../tools/pythonTool";

/** A shape of an AWS API model, as far as values are judged by it. */
interface Shape {
  type:
    | "structure"
    | "list"
    | "map"
    | "string"
    | "integer"
    | "long"
    | "float"
    | "double"
    | "boolean"
    | "timestamp"
    | "blob";
  members?: Record<string, { shape: string }>;
  required?: string[];
  member?: { shape: string };
  key?: { shape: string };
  value?: { shape: string };
  enum?: string[];
  pattern?: string;
  min?: number;
  max?: number;
}

const models = new Map<string, Record<string, Shape>>();

/** The shapes of a service, of the newest version of its API. */
function shapesOf(service: string): Record<string, Shape> {
  let shapes = models.get(service);
  if (!shapes) {
    const folder = join(pythonPackage("botocore"), "data", service);
    const version = readdirSync(folder).sort().at(-1) ?? "";
    const file = gunzipSync(readFileSync(join(folder, version, "service-2.json.gz"))).toString();
    shapes = (JSON.parse(file) as { shapes: Record<string, Shape> }).shapes;
    models.set(service, shapes);
  }
  return shapes;
}

/**
 * What is wrong with a value by the model of an AWS API: members that it does not have, required ones that are missing,
 * wrong types, values outside of an enumeration, a pattern, a length or a range.
 *
 * @param service folder of the service in botocore, for example `codepipeline`
 * @param shape name of a shape of its model, for example `PipelineDeclaration`
 * @throws Error where there is no such shape
 */
export function mistakesAgainst(service: string, shape: string, value: unknown): string[] {
  return new Judge(shapesOf(service)).judge(shape, value, shape);
}

class Judge {
  constructor(private readonly shapes: Record<string, Shape>) {}

  judge(name: string, value: unknown, path: string): string[] {
    const shape = this.shapes[name];
    if (!shape) {
      throw new Error(`The model has no shape ${name}`);
    }
    switch (shape.type) {
      case "structure":
        return this.structure(shape, value, path);
      case "list":
        return Array.isArray(value)
          ? [
              ...range(shape, value.length, path, "elements"),
              ...value.flatMap((one, index) => this.judge(shape.member?.shape ?? "", one, `${path}[${index}]`)),
            ]
          : [`${path} must be a list, is ${kindOf(value)}`];
      case "map":
        return isRecord(value)
          ? [
              ...range(shape, Object.keys(value).length, path, "entries"),
              ...Object.entries(value).flatMap(([key, one]) => [
                ...this.judge(shape.key?.shape ?? "", key, `${path} key ${JSON.stringify(key)}`),
                ...this.judge(shape.value?.shape ?? "", one, `${path}.${key}`),
              ]),
            ]
          : [`${path} must be a map, is ${kindOf(value)}`];
      case "string":
        return typeof value === "string" ? text(shape, value, path) : [`${path} must be a string, is ${kindOf(value)}`];
      case "boolean":
        return typeof value === "boolean" ? [] : [`${path} must be a boolean, is ${kindOf(value)}`];
      case "integer":
      case "long":
        return Number.isInteger(value)
          ? range(shape, value as number, path)
          : [`${path} must be a whole number, is ${kindOf(value)}`];
      case "float":
      case "double":
        return typeof value === "number"
          ? range(shape, value, path)
          : [`${path} must be a number, is ${kindOf(value)}`];
      default:
        return [`${path}: values of type ${shape.type} are not judged`];
    }
  }

  private structure({ members = {}, required = [] }: Shape, value: unknown, path: string): string[] {
    if (!isRecord(value)) {
      return [`${path} must be a structure, is ${kindOf(value)}`];
    }
    const given = Object.entries(value).filter(([, one]) => one !== undefined);
    const missing = required.filter((name) => !given.some(([key]) => key === name));
    return [
      ...missing.map((name) => `${path}.${name} is required`),
      ...given.flatMap(([name, one]) => {
        const member = Object.hasOwn(members, name) ? members[name] : undefined;
        return member === undefined
          ? [`${path}.${name} is no member; there are ${Object.keys(members).sort().join(", ")}`]
          : this.judge(member.shape, one, `${path}.${name}`);
      }),
    ];
  }
}

function text(shape: Shape, value: string, path: string): string[] {
  const mistakes = range(shape, value.length, path, "characters");
  if (shape.enum && !shape.enum.includes(value)) {
    mistakes.push(`${path} must be one of ${shape.enum.join(", ")}, is ${JSON.stringify(value)}`);
  }
  if (shape.pattern !== undefined && !expressionOf(shape.pattern).test(value)) {
    mistakes.push(`${path} must match ${shape.pattern}, is ${JSON.stringify(value)}`);
  }
  return mistakes;
}

/** AWS writes its patterns for Java and means the whole text. */
function expressionOf(pattern: string): RegExp {
  const plain = pattern
    .replace(/\\p\{Alnum\}/g, "A-Za-z0-9")
    .replace(/\\p\{ASCII\}/g, "\\x00-\\x7F")
    .replace(/\\([AzZ])/g, (_, anchor: string) => (anchor === "A" ? "^" : "$"));
  // Java escapes what JavaScript takes no escape for, but where it goes by Unicode.
  return new RegExp(`^(?:${plain})$`, plain.includes("\\p{") ? "su" : "s");
}

function range({ min, max }: Shape, size: number, path: string, unit?: string): string[] {
  const what = unit === undefined ? String(size) : `${size} ${unit}`;
  return [
    ...(min !== undefined && size < min ? [`${path} must be at least ${min}, is ${what}`] : []),
    ...(max !== undefined && size > max ? [`${path} must be at most ${max}, is ${what}`] : []),
  ];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "a list" : `${typeof value} ${JSON.stringify(value)}`;
}
