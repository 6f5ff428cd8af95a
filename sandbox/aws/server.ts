import * as grpc from "@grpc/grpc-js";
import { type IResourceProviderServer, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import type { Failure, Subject } from "./check";
import type { Change, Provider } from "./provider";
import { decode, encode } from "./wire";

/** Serves a provider to the engine on a free port, which is returned. */
export async function serve(provider: Provider): Promise<number> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceProviderService, handlers(provider) as unknown as grpc.UntypedServiceImplementation);
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error) {
        reject(error);
      } else {
        resolve(port);
      }
    });
  });
}

type Handlers = Omit<
  { [Method in keyof IResourceProviderServer]: IResourceProviderServer[Method] },
  "parameterize" | "call" | "list" | "construct" | "getMapping" | "getMappings"
>;

function handlers(provider: Provider): Partial<Handlers> {
  return {
    handshake: answer(() => new proto.ProviderHandshakeResponse()),
    attach: answer(() => new Empty()),
    cancel: answer(() => new Empty()),
    getPluginInfo: answer(() => new PluginInfo().setVersion(provider.version)),
    getSchema: answer(() => new proto.GetSchemaResponse().setSchema(JSON.stringify(provider.description()))),
    checkConfig: answer((request: proto.CheckRequest) => {
      const { inputs, failures } = provider.checkConfig(subjectOf(request.getUrn()).name, decode(request.getNews()));
      return new proto.CheckResponse().setInputs(encode(inputs)).setFailuresList(failures.map(failureOf));
    }),
    diffConfig: answer((request: proto.DiffRequest) => {
      const olds = decode(request.getOldInputs() ?? request.getOlds());
      return responseOf(provider.diffConfig(olds, decode(request.getNews())));
    }),
    configure: answer((request: proto.ConfigureRequest) => {
      provider.configure(decode(request.getArgs()));
      return new proto.ConfigureResponse().setSupportspreview(true);
    }),
    invoke: answer((request: proto.InvokeRequest) => {
      const { result, failures } = provider.invoke(request.getTok(), decode(request.getArgs()));
      return new proto.InvokeResponse().setReturn(encode(result)).setFailuresList(failures.map(failureOf));
    }),
    check: answer((request: proto.CheckRequest) => {
      const { inputs, failures } = provider.check(
        subjectOf(request.getUrn()),
        decode(request.getOlds()),
        decode(request.getNews()),
        request.getRandomseed_asU8(),
      );
      return new proto.CheckResponse().setInputs(encode(inputs)).setFailuresList(failures.map(failureOf));
    }),
    diff: answer((request: proto.DiffRequest) => {
      const state = decode(request.getOlds());
      const olds = request.hasOldInputs() ? decode(request.getOldInputs()) : state;
      const change = provider.diff(subjectOf(request.getUrn()), olds, decode(request.getNews()), state);
      return responseOf(withoutIgnored(change, request.getIgnorechangesList()));
    }),
    create: answer((request: proto.CreateRequest) => {
      const subject = subjectOf(request.getUrn());
      const { id, outputs } = provider.create(subject, decode(request.getProperties()), request.getPreview());
      return new proto.CreateResponse().setId(id).setProperties(encode(outputs));
    }),
    read: answer((request: proto.ReadRequest) => {
      const found = provider.read(subjectOf(request.getUrn()), request.getId(), decode(request.getProperties()));
      if (!found) {
        return new proto.ReadResponse();
      }
      return new proto.ReadResponse()
        .setId(found.id)
        .setInputs(encode(found.inputs))
        .setProperties(encode(found.outputs));
    }),
    update: answer((request: proto.UpdateRequest) => {
      const outputs = provider.update(
        subjectOf(request.getUrn()),
        request.getId(),
        decode(request.getOlds()),
        decode(request.getNews()),
        request.getPreview(),
      );
      return new proto.UpdateResponse().setProperties(encode(outputs));
    }),
    delete: answer(async (request: proto.DeleteRequest) => {
      await provider.delete(subjectOf(request.getUrn()), request.getId(), decode(request.getProperties()));
      return new Empty();
    }),
  };
}

function answer<Request, Response>(
  respond: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve(call.request)
      .then(respond)
      .then(
        (response) => callback(null, response),
        (error: unknown) =>
          callback({ code: grpc.status.UNKNOWN, details: error instanceof Error ? error.message : String(error) }),
      );
  };
}

function subjectOf(urn: string): Subject {
  const parts = urn.split("::");
  return { type: parts[2]?.split("$").pop() ?? "", name: parts.slice(3).join("::") };
}

function failureOf(failure: Failure): proto.CheckFailure {
  return new proto.CheckFailure().setProperty(failure.property ?? "").setReason(failure.reason);
}

/** In a refresh the engine leaves it to the provider to pass over what the program ignores. */
function withoutIgnored(change: Change, ignored: readonly string[]): Change {
  const isIgnored = (path: string) =>
    ignored.some((one) => path === one || path.startsWith(`${one}.`) || path.startsWith(`${one}[`));
  return { ...change, properties: change.properties.filter(({ path }) => !isIgnored(path)) };
}

function responseOf(change: Change): proto.DiffResponse {
  const response = new proto.DiffResponse()
    .setChanges(
      change.properties.length > 0
        ? proto.DiffResponse.DiffChanges.DIFF_SOME
        : proto.DiffResponse.DiffChanges.DIFF_NONE,
    )
    .setDiffsList([...new Set(change.properties.map((one) => topLevel(one.path)))])
    .setReplacesList([...new Set(change.properties.filter((one) => one.replaces).map((one) => topLevel(one.path)))])
    .setDeletebeforereplace(change.deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const { path, kind, replaces } of change.properties) {
    const kinds = proto.PropertyDiff.Kind;
    const plain = { add: kinds.ADD, delete: kinds.DELETE, update: kinds.UPDATE };
    const replacing = { add: kinds.ADD_REPLACE, delete: kinds.DELETE_REPLACE, update: kinds.UPDATE_REPLACE };
    const diff = new proto.PropertyDiff().setKind((replaces ? replacing : plain)[kind]).setInputdiff(true);
    response.getDetaileddiffMap().set(path, diff);
  }
  return response;
}

function topLevel(path: string): string {
  return path.split(/[.[]/)[0] ?? path;
}
