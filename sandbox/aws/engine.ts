import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** Shows the user of the engine a line. A line that does not get through is no reason to fail. */
export function inform(engine: string | undefined, line: string): void {
  if (engine !== undefined) {
    const client = new EngineClient(engine, credentials.createInsecure());
    client.log(new LogRequest().setSeverity(LogSeverity.INFO).setMessage(line), () => client.close());
  }
}
