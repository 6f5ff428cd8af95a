import { bundle } from "../../../components/lambda-function/bundle";
import { createRequire, isBuiltin } from "node:module";
import * as vm from "node:vm";

/** One call of a bundled handler to AWS. */
export interface SdkCall {
  /** For example `ECSClient`. */
  readonly client: string;
  readonly config: unknown;
  /** For example `DescribeServicesCommand`, or the name of a paginator. */
  readonly operation: string;
  readonly input: unknown;
}

/** Operation → what it gives, from its input; an operation that is not here gives an empty answer. */
export type SdkAnswers = Readonly<Record<string, (input: unknown) => unknown>>;

type Constructor = new (argument: unknown) => object;

/**
 * Loads a handler as Lambda does: the bundle alone, with the AWS SDK and Node's own modules beside it and nothing else.
 * The SDK is a fake that records its calls and knows no name that the real one does not have. `modules` take the place of
 * modules of Node.
 */
export function runBundle(
  entry: string,
  {
    answers = {},
    environment = {},
    modules = {},
  }: { answers?: SdkAnswers; environment?: Record<string, string>; modules?: Readonly<Record<string, unknown>> },
) {
  const calls: SdkCall[] = [];
  const module = { exports: {} as { handler: (event: unknown, context?: unknown) => Promise<unknown> } };
  const nodeRequire = createRequire(__filename);
  const provide = (id: string): unknown => {
    if (isBuiltin(id)) {
      return modules[id] ?? nodeRequire(id);
    }
    if (id.startsWith("@aws-sdk/")) {
      return fakeModule(nodeRequire(id) as object, id, answers, calls);
    }
    throw new Error(`the bundle needs ${id}, which Lambda's runtime does not have`);
  };
  const run = vm.compileFunction(bundle(entry), ["module", "exports", "require", "process"], { filename: entry }) as (
    ...globals: unknown[]
  ) => void;
  run(module, module.exports, provide, { env: environment });
  return { handler: module.exports.handler, calls };
}

function fakeModule(real: object, id: string, answers: SdkAnswers, calls: SdkCall[]): object {
  return new Proxy(
    {},
    {
      get: (_, name) => {
        const text = String(name);
        if (!(text in real)) {
          throw new Error(`${id} has no ${text}`);
        }
        if (text.startsWith("paginate")) {
          return paginator(text, answers, calls);
        }
        return text.endsWith("Command") ? command(text) : client(text, answers, calls);
      },
    },
  );
}

function command(operation: string): Constructor {
  return class {
    readonly operation = operation;
    constructor(readonly input: unknown) {}
  };
}

function client(name: string, answers: SdkAnswers, calls: SdkCall[]): Constructor {
  return class {
    readonly client = name;
    constructor(readonly config: unknown) {}
    send({ operation, input }: { operation: string; input: unknown }): Promise<unknown> {
      calls.push({ client: name, config: this.config, operation, input });
      return Promise.resolve(answers[operation]?.(input) ?? {});
    }
  };
}

function paginator(operation: string, answers: SdkAnswers, calls: SdkCall[]) {
  return async function* (given: { client: { client: string; config: unknown } }, input: unknown) {
    calls.push({ client: given.client.client, config: given.client.config, operation, input });
    yield* (await Promise.resolve(answers[operation]?.(input) ?? [])) as Iterable<unknown>;
  };
}
