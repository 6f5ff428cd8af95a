/** Which log lines go to CloudWatch Logs besides S3; S3 always gets all of them. */
export type CloudWatchSelection =
  /** Every line. CloudWatch Logs ingestion costs some 20 times S3's, so for quiet services only. */
  | "all"
  /** Lines whose `level` is error or worse, and unstructured lines that speak of an error. */
  | "errors"
  /**
   * Errors, and lines that match one of these regular expressions (Onigmo). An unstructured line is matched as a whole, a
   * JSON line by its `message` or `msg`. Write white space as `\\s`: Fluent Bit splits a rule at blanks.
   */
  | { readonly match: readonly string[] };

/** What the configuration of one service's log router depends on. */
export interface FluentBitConfigArgs {
  /** Names the partition in the bucket: `logs/service=<name>/year=…`. */
  readonly serviceName: string;
  readonly region: string;
  readonly bucketName: string;
  /** Receives the selected lines. */
  readonly logGroupName: string;
  readonly cloudWatch: CloudWatchSelection;
}

/** The path of the one writable volume of the router; the init process and the S3 output both write below it. */
export const routerWritablePath = "/tmp";

/** The parser file, separate because the image's init process passes files with a [PARSER] to Fluent Bit as `-R`. */
export const fluentBitParsers = section("PARSER", {
  // A name of our own: the image ships a parser called json, and a second one of that name is refused.
  Name: "fargate_platform_json",
  Format: "json",
});

/** S3's key prefix for the logs of one service. */
export function logPrefix(serviceName: string): string {
  return `logs/service=${serviceName}`;
}

const searchable = "searchable";
const numericLevel = "level_number";
// FireLens tags every line `<container>-firelens-<task id>`.
const fromContainers = "*-firelens-*";

/**
 * The configuration that Fluent Bit includes after the one that ECS generates (which has the inputs).
 *
 * Every line is parsed as JSON where it is JSON, goes to S3 compressed and partitioned by service and hour, and, where
 * it was selected, to CloudWatch Logs as well.
 *
 * @throws Error when a pattern holds white space.
 *
 * {@link https://docs.fluentbit.io/manual/pipeline/outputs/s3 | S3 output},
 * {@link https://docs.fluentbit.io/manual/pipeline/filters/rewrite-tag | rewrite_tag}
 */
export function fluentBitConfig(args: FluentBitConfigArgs): string {
  return [
    section("SERVICE", {
      Flush: "1",
      // How long pending lines may hold up the exit; the S3 output uploads what it has after that, in the rest of the
      // router's stop timeout.
      Grace: "10",
      Log_Level: "warn",
      // For the container's health check; reachable from inside the container only.
      HTTP_Server: "On",
      HTTP_Listen: "127.0.0.1",
      HTTP_Port: "2020",
    }),
    section("FILTER", {
      Name: "parser",
      Match: fromContainers,
      Key_Name: "log",
      Parser: "fargate_platform_json",
      Reserve_Data: "On",
    }),
    ...selection(args.cloudWatch),
    section("OUTPUT", {
      Name: "s3",
      Match: fromContainers,
      region: args.region,
      bucket: args.bucketName,
      s3_key_format: `/${logPrefix(args.serviceName)}/year=%Y/month=%m/day=%d/hour=%H/%M%S-$UUID.ndjson.gz`,
      content_type: "application/x-ndjson",
      compression: "gzip",
      use_put_object: "On",
      total_file_size: "50M",
      // A task that dies without a goodbye loses at most this much time of logs.
      upload_timeout: "1m",
      store_dir: `${routerWritablePath}/fluent-bit/s3`,
      store_dir_limit_size: "1G",
      preserve_data_ordering: "On",
      // The plugin waits two seconds more after each failure: 60 attempts are an hour. Beyond that a file is given up.
      Retry_Limit: "60",
    }),
    section("OUTPUT", {
      Name: "cloudwatch_logs",
      Match: `${searchable}.*`,
      region: args.region,
      log_group_name: args.logGroupName,
      log_stream_prefix: "${ECS_TASK_ID}/",
      // The group exists, with retention and key; a router that could create one would create it without.
      auto_create_group: "Off",
      Retry_Limit: "5",
    }),
  ].join("\n");
}

/**
 * Copies the selected lines under a tag of their own. Also where all are selected: outputs that share a line share its
 * memory, and a slow CloudWatch would keep lines from S3.
 */
function selection(cloudWatch: CloudWatchSelection): string[] {
  const tag = `${searchable}.$container_name`;
  // The last word of a rule keeps the original line, so that S3 gets it, too.
  const rule = (key: string, pattern: string) => `$${key} ${pattern} ${tag} true`;
  const copy = (rules: readonly string[]) =>
    section("FILTER", {
      Name: "rewrite_tag",
      Match: fromContainers,
      Rule: rules,
      Emitter_Name: searchable,
      Emitter_Mem_Buf_Limit: "10M",
    });
  if (cloudWatch === "all") {
    return [copy([rule("container_name", ".*")])];
  }
  const patterns = cloudWatch === "errors" ? [] : cloudWatch.match;
  return [
    // A rule compares text only, and pino and bunyan write levels as numbers: 50 is error, 60 fatal.
    section("FILTER", {
      Name: "type_converter",
      Match: fromContainers,
      uint_key: `level ${numericLevel} string`,
    }),
    copy([
      rule("level", "^(?i:error|err|fatal|critical|crit|alert|emergency|panic)$"),
      rule(numericLevel, "^[5-6]0$"),
      rule("log", "(?i:error|exception|fatal|panic)"),
      ...patterns.flatMap((pattern) => ["log", "message", "msg"].map((key) => rule(key, unbroken(pattern)))),
    ]),
  ];
}

function unbroken(pattern: string): string {
  if (/\s/.test(pattern)) {
    throw new Error(`Log pattern "${pattern}" holds white space, at which Fluent Bit ends a rule; write \\s instead.`);
  }
  return pattern;
}

function section(name: string, entries: Readonly<Record<string, string | readonly string[]>>): string {
  const lines = Object.entries(entries).flatMap(([key, value]) =>
    (typeof value === "string" ? [value] : value).map((one) => `    ${key.padEnd(22)} ${one}`),
  );
  return [`[${name}]`, ...lines, ""].join("\n");
}
