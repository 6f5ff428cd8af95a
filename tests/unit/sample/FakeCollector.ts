import { createServer, RequestListener, Server } from "node:http";
import { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

import { eventually } from "./eventually";

/** A span as OTLP writes it in JSON. */
export interface ReceivedSpan {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 2 is server, 3 is client. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** `code` 2 is error. */
  readonly status: { readonly code: number };
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<ReceivedSpan, "attributes" | "service"> & {
        readonly attributes: readonly Attribute[];
      })[];
    }[];
  }[];
}

/** What a task's collector does: takes traces by OTLP over HTTP, and hands on X-Ray's sampling rules. */
export class FakeCollector {
  readonly spans: ReceivedSpan[] = [];
  /** How often it was asked for X-Ray's sampling rules. */
  looksAtRules = 0;
  private readonly server: Server;

  private constructor(answer: RequestListener, samplingRules: readonly object[]) {
    this.server = createServer((request, response) => {
      if (request.url === "/GetSamplingRules") {
        this.looksAtRules += 1;
        response.end(JSON.stringify({ SamplingRuleRecords: samplingRules.map((SamplingRule) => ({ SamplingRule })) }));
        return;
      }
      void json(request).then((body) => {
        if (request.url === "/v1/traces") {
          this.spans.push(...spansOf(body as ExportRequest));
        }
        answer(request, response);
      });
    });
  }

  /** @param answer How it answers what it was sent: as well as it can, unless told otherwise. */
  static async start({
    answer = (_, response) => response.end("{}"),
    samplingRules = [],
  }: { answer?: RequestListener; samplingRules?: readonly object[] } = {}): Promise<FakeCollector> {
    const collector = new FakeCollector(answer, samplingRules);
    await new Promise<void>((resolve) => collector.server.listen(0, "127.0.0.1", resolve));
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** All spans, as soon as there are so many. */
  received(count: number): Promise<readonly ReceivedSpan[]> {
    return eventually(`${count} spans`, () => (this.spans.length < count ? undefined : this.spans));
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

function spansOf({ resourceSpans }: ExportRequest): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map((span) => ({
        ...span,
        service: String(plain(resource.attributes)["service.name"]),
        attributes: plain(span.attributes),
      })),
  );
}

function plain(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
