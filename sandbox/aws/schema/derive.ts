import ts from "typescript";

import { type Declaration, findDeclaration, NestedTypes } from "./declarations";
import { factsOf } from "./documentation";
import type { Members, Property, Schema, Shape } from "./schema";

type Direction = "input" | "output";

/**
 * Derives a schema from the SDK's type declarations, by syntax alone: the `Args` interface says what is required and
 * allowed, the class (or the `Result` interface of a function) what comes back.
 */
export function derive(token: string): Schema | undefined {
  const declaration = findDeclaration(token);
  return declaration && new Derivation(token, declaration).schema();
}

/** Derives the members of one interface, such as `ContainerDefinition` in `ecs/container`, for JSON that has its form. */
export function deriveInterface(token: string, declaration: Declaration): Schema {
  return new Derivation(token, declaration).interfaceSchema();
}

const nested: Partial<Record<Direction, NestedTypes>> = {};

class Derivation {
  readonly #objects: Record<string, Members> = {};
  readonly #source: ts.SourceFile;

  constructor(
    readonly token: string,
    readonly declaration: Declaration,
  ) {
    this.#source = parse(declaration.text);
  }

  schema(): Schema {
    const { name } = this.declaration;
    const isFunction = /^[a-z]/.test(name);
    const capital = name.charAt(0).toUpperCase() + name.slice(1);
    const inputs = this.#interface(`${capital}Args`);
    const outputs = isFunction ? this.#interface(`${capital}Result`) : this.#class(name);
    const importId = /\$ pulumi import aws:\S+ \S+ (\S+)/.exec(this.declaration.text)?.[1];
    return { token: this.token, inputs, outputs, objects: this.#objects, ...(importId ? { importId } : {}) };
  }

  interfaceSchema(): Schema {
    const members = this.#interface(this.declaration.name);
    return { token: this.token, inputs: members, outputs: members, objects: this.#objects };
  }

  #interface(name: string): Members {
    const found = this.#source.statements.find(
      (statement): statement is ts.InterfaceDeclaration =>
        ts.isInterfaceDeclaration(statement) && statement.name.text === name,
    );
    return found ? this.#members(found.members, "input") : {};
  }

  #class(name: string): Members {
    const found = this.#source.statements.find(
      (statement): statement is ts.ClassDeclaration =>
        ts.isClassDeclaration(statement) && statement.name?.text === name,
    );
    return found ? this.#members(found.members, "output") : {};
  }

  #members(nodes: ts.NodeArray<ts.TypeElement | ts.ClassElement>, direction: Direction): Members {
    const members: Members = {};
    for (const node of nodes) {
      if ((ts.isPropertySignature(node) || ts.isPropertyDeclaration(node)) && node.type && !isStatic(node)) {
        const name = ts.isIdentifier(node.name) || ts.isStringLiteral(node.name) ? node.name.text : "";
        members[name] = this.#property(node, node.type, direction);
      }
    }
    return members;
  }

  #property(node: ts.PropertySignature | ts.PropertyDeclaration, type: ts.TypeNode, direction: Direction): Property {
    const { shape, optional } = this.#shape(type, direction);
    const literals = this.#literals(type);
    const comment = ts
      .getJSDocCommentsAndTags(node)
      .map((doc) => (ts.isJSDoc(doc) ? (ts.getTextOfJSDocComment(doc.comment) ?? "") : ""))
      .join(" ");
    const required = node.questionToken === undefined && !optional;
    return { shape, required, ...factsOf(comment, shape), ...(literals ? { values: literals } : {}) };
  }

  /** Reads a type; `optional` where `undefined` is among what it allows. */
  #shape(type: ts.TypeNode, direction: Direction): { shape: Shape; optional: boolean } {
    if (ts.isUnionTypeNode(type)) {
      return this.#union(type, direction);
    }
    if (ts.isArrayTypeNode(type)) {
      return { shape: { kind: "array", of: this.#shape(type.elementType, direction).shape }, optional: false };
    }
    if (ts.isTypeLiteralNode(type)) {
      const index = type.members.find(ts.isIndexSignatureDeclaration);
      const of: Shape = index ? this.#shape(index.type, direction).shape : { kind: "any" };
      return { shape: { kind: "map", of }, optional: false };
    }
    if (ts.isTypeReferenceNode(type)) {
      return this.#reference(type, direction);
    }
    switch (type.kind) {
      case ts.SyntaxKind.StringKeyword:
        return { shape: { kind: "string" }, optional: false };
      case ts.SyntaxKind.NumberKeyword:
        return { shape: { kind: "number" }, optional: false };
      case ts.SyntaxKind.BooleanKeyword:
        return { shape: { kind: "boolean" }, optional: false };
      default:
        return { shape: { kind: "any" }, optional: false };
    }
  }

  #union(type: ts.UnionTypeNode, direction: Direction): { shape: Shape; optional: boolean } {
    const rest = type.types.filter((one) => one.kind !== ts.SyntaxKind.UndefinedKeyword);
    const optional = rest.length < type.types.length;
    const text = rest.map((one) => one.getText(one.getSourceFile()));
    if (text.some((one) => one.includes("pulumi.asset."))) {
      return { shape: { kind: "asset" }, optional };
    }
    if (text.includes("string") && text.some((one) => one.startsWith("inputs."))) {
      return { shape: { kind: "document" }, optional };
    }
    const first = rest[0];
    if (first && (rest.length === 1 || rest.every((one) => one.kind === ts.SyntaxKind.StringKeyword || isName(one)))) {
      return { ...this.#shape(first, direction), optional };
    }
    return { shape: { kind: "any" }, optional };
  }

  #reference(type: ts.TypeReferenceNode, direction: Direction): { shape: Shape; optional: boolean } {
    const name = type.typeName.getText(type.getSourceFile());
    const argument = type.typeArguments?.[0];
    if ((name === "pulumi.Input" || name === "pulumi.Output") && argument) {
      return this.#shape(argument, direction);
    }
    const qualified = /^(inputs|outputs)\.(.+)$/.exec(name);
    if (qualified?.[1] && qualified[2]) {
      return { shape: this.#object(qualified[2], qualified[1] === "inputs" ? "input" : "output"), optional: false };
    }
    if (name.startsWith("pulumi.asset.")) {
      return { shape: { kind: "asset" }, optional: false };
    }
    const local = this.#source.statements.find(
      (one): one is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(one) && one.name.text === name,
    );
    if (local) {
      const key = `local:${name}`;
      if (!(key in this.#objects)) {
        this.#objects[key] = {};
        this.#objects[key] = this.#members(local.members, direction);
      }
      return { shape: { kind: "object", of: key }, optional: false };
    }
    return { shape: { kind: name === "Record" ? "any" : "string" }, optional: false };
  }

  /** The strings that a type consists of, where it names a union of them. */
  #literals(type: ts.TypeNode): string[] | undefined {
    const alias =
      ts.isTypeReferenceNode(type) &&
      this.#source.statements.find(
        (one): one is ts.TypeAliasDeclaration =>
          ts.isTypeAliasDeclaration(one) && one.name.text === type.typeName.getText(type.getSourceFile()),
      );
    const union = alias ? alias.type : type;
    const members = ts.isUnionTypeNode(union) ? union.types : [union];
    const literals = members.flatMap((one) =>
      ts.isLiteralTypeNode(one) && ts.isStringLiteral(one.literal) ? [one.literal.text] : [],
    );
    return literals.length === members.length ? literals : undefined;
  }

  #object(qualified: string, direction: Direction): Shape {
    const key = `${direction}:${qualified}`;
    if (!(key in this.#objects)) {
      const types = (nested[direction] ??= new NestedTypes(direction));
      const text = types.find(qualified);
      if (text === undefined) {
        return { kind: "any" };
      }
      this.#objects[key] = {};
      const [declared] = parse(text).statements;
      if (declared && ts.isInterfaceDeclaration(declared)) {
        this.#objects[key] = this.#members(declared.members, direction);
      }
    }
    return { kind: "object", of: key };
  }
}

function parse(text: string): ts.SourceFile {
  return ts.createSourceFile("declarations.d.ts", text, ts.ScriptTarget.ES2022, true);
}

function isStatic(node: ts.PropertySignature | ts.PropertyDeclaration): boolean {
  return node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.StaticKeyword) ?? false;
}

/** A name beside `string` in a union: an enumeration, or a resource class that is passed on as its id. */
function isName(type: ts.TypeNode): boolean {
  return (
    ts.isTypeReferenceNode(type) && !/^(inputs|outputs|pulumi)\./.test(type.typeName.getText(type.getSourceFile()))
  );
}
