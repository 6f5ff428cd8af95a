import { createLog, Level, Log, logLevel } from "./log";
import { Route, RunningServer, serve } from "./server";
import { Environment, SettingError, wholeNumber } from "./settings";
import { createTracing, Tracing } from "./tracing";

/** What a service consists of. */
export interface Service {
  readonly name: string;
  /** Routes by path, made when the process starts, so that a missing setting ends it then and not at a request. */
  readonly routes: (env: Environment) => Readonly<Record<string, Route>>;
}

/** How long the last traces may take, after the requests: less than what is left until ECS kills. */
const flushTimeoutMs = 2000;

/**
 * Runs a service as the process: listens on `PORT`, and stops at SIGTERM with exit code 0.
 *
 * `STOP_TIMEOUT_SECONDS` is how long that may take (25 by default, below the 30 seconds after which ECS kills). A fifth of
 * it is spent serving requests that come although readiness is gone; what is not finished at its end is cut off, which is
 * logged as an error and ends with exit code 1, as does everything that keeps the service from starting.
 */
export async function run(service: Service): Promise<void> {
  try {
    await start(service, process.env);
  } catch (error) {
    const log = standardOutput(service.name, "error");
    log.error("cannot start", { error: error instanceof SettingError ? error.message : error });
    process.exitCode = 1;
  }
}

async function start({ name, routes }: Service, env: Environment): Promise<void> {
  const log = standardOutput(name, logLevel(env));
  process.on("uncaughtExceptionMonitor", (error) => log.error("crashed", { error }));
  const stopTimeoutMs = 1000 * wholeNumber(env, "STOP_TIMEOUT_SECONDS", { fallback: 25, min: 1, max: 120 });
  const port = wholeNumber(env, "PORT", { fallback: 8080, min: 0, max: 65535 });
  const tracing = createTracing(name, env, log);
  const server = await serve(port, log, tracing, routes(env));
  process.once("SIGTERM", () => void stop(server, tracing, stopTimeoutMs, log));
  log.info("listening", { port: server.port });
}

async function stop(server: RunningServer, tracing: Tracing, timeoutMs: number, log: Log): Promise<void> {
  // A second signal would end the process at once.
  process.on("SIGTERM", () => log.warn("already stopping"));
  log.info("stopping");
  const cutOff = await server.stop({ drainMs: timeoutMs / 5, timeoutMs });
  await tracing.stop(flushTimeoutMs);
  if (cutOff === 0) {
    log.info("stopped");
  } else {
    log.error("requests cut off", { cutOff });
  }
  // Connections to other services are kept for reuse, and would keep the process.
  process.exit(cutOff === 0 ? 0 : 1);
}

function standardOutput(service: string, least: Level): Log {
  return createLog((line) => process.stdout.write(line), least, { service });
}
