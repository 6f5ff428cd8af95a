import { Environment, SettingError } from "./settings";

const levels = ["debug", "info", "warn", "error"] as const;

/** How bad it is. */
export type Level = (typeof levels)[number];

/** What goes into a line beside its message. An `Error` is written as name, message, stack and cause. */
export type Fields = Readonly<Record<string, unknown>>;

/** Writes lines of one JSON object each: `time`, `level`, `message`, and fields. */
export interface Log extends Record<Level, (message: string, fields?: Fields) => void> {
  /** A log whose lines carry these fields too. */
  with(fields: Fields): Log;
}

/**
 * A log on `write`. FireLens reads standard output line by line, so a line never holds a line break.
 *
 * @param least Lines below this level are left out.
 */
export function createLog(write: (line: string) => void, least: Level, fields: Fields = {}): Log {
  const at =
    (level: Level) =>
    (message: string, more: Fields = {}) => {
      if (levels.indexOf(level) >= levels.indexOf(least)) {
        const line = { time: new Date().toISOString(), level, message, ...fields, ...more };
        write(`${JSON.stringify(line, (_, value: unknown) => plain(value))}\n`);
      }
    };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    with: (more) => createLog(write, least, { ...fields, ...more }),
  };
}

/**
 * The level that `LOG_LEVEL` names, `info` by default.
 *
 * @throws SettingError when it names none.
 */
export function logLevel(env: Environment): Level {
  const given = env.LOG_LEVEL ?? "";
  const level = given === "" ? "info" : levels.find((known) => known === given);
  if (level === undefined) {
    throw new SettingError(`LOG_LEVEL is "${given}"; allowed are ${levels.join(", ")}.`);
  }
  return level;
}

function plain(value: unknown): unknown {
  if (!(value instanceof Error)) {
    return value;
  }
  const { name, message, stack, cause } = value;
  return { name, message, stack, cause };
}
