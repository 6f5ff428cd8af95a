/**
 * Levels that mean an error, and words that speak of one in a line without structure. The log router sends the same lines
 * to CloudWatch Logs, and may send others as well.
 */
const levels = ["error", "err", "fatal", "critical", "crit", "alert", "emergency", "panic"];
const words = ["error", "exception", "fatal", "panic"];

/** Metric filters know neither a flag for case nor groups, so each letter is given in both. */
function anyCase(word: string): string {
  return word.replace(/[a-z]/g, (letter) => `[${letter.toUpperCase()}${letter}]`);
}

/**
 * Matches lines that speak of an error. pino and bunyan write levels as numbers: 50 is error, 60 fatal.
 *
 * {@link https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html | Filter patterns}
 */
export const errorLines = `{ ${[
  `$.level = %${levels.map((level) => `^${anyCase(level)}$`).join("|")}%`,
  "$.level = 50",
  "$.level = 60",
  `$.log = %${words.map(anyCase).join("|")}%`,
].join(" || ")} }`;

function anyOf(phrases: readonly string[]): string {
  return phrases.map((phrase) => `?"${phrase}"`).join(" ");
}

/**
 * What Fluent Bit prints when lines are lost for good, or when their sender cannot get rid of them.
 *
 * {@link https://github.com/fluent/fluent-bit/blob/master/src/flb_engine.c | engine},
 * {@link https://github.com/fluent/fluent-bit/blob/master/plugins/out_s3/s3.c | S3 output},
 * {@link https://github.com/fluent/fluent-bit/blob/master/src/flb_input_chunk.c | input}
 */
export const lostLogs = anyOf([
  // The engine gives up a chunk after its retries.
  "cannot be retried",
  // The S3 output gives up a file after its retries.
  "will not retry",
  // The S3 output's volume is full.
  "Buffer is full",
  // An input or the copies for CloudWatch Logs are at their limit of memory.
  "paused (mem buf overlimit",
]);

/** What S3 and CloudWatch Logs answer to too many requests; Fluent Bit prints the answer and tries again. */
export const throttledLogs = anyOf(["ThrottlingException", "Rate exceeded", "SlowDown"]);
