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
      // Less than the router's stop timeout, so that the last lines are uploaded before the container is killed.
      Grace: "25",
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
      Retry_Limit: "10",
    }),
    section("OUTPUT", {
      Name: "cloudwatch_logs",
      Match: args.cloudWatch === "all" ? fromContainers : `${searchable}.*`,
      region: args.region,
      log_group_name: args.logGroupName,
      log_stream_prefix: "${ECS_TASK_ID}/",
      // The group exists, with retention and key; a router that could create one would create it without.
      auto_create_group: "Off",
      Retry_Limit: "5",
    }),
  ].join("\n");
}

function selection(cloudWatch: CloudWatchSelection): string[] {
  if (cloudWatch === "all") {
    return [];
  }
  const patterns = typeof cloudWatch === "object" ? cloudWatch.match : [];
  const tag = `${searchable}.$container_name`;
  return [
    // The last word of a rule keeps the original line, so that S3 gets it, too.
    section("FILTER", {
      Name: "rewrite_tag",
      Match: fromContainers,
      Rule: [
        `$level ^(?i:error|err|fatal|critical|crit|alert|emergency|panic|[5-6]0)$ ${tag} true`,
        `$log (?i:error|exception|fatal|panic) ${tag} true`,
        ...patterns.flatMap((pattern) =>
          ["$log", "$message", "$msg"].map((key) => `${key} ${unbroken(pattern)} ${tag} true`),
        ),
      ],
      Emitter_Name: searchable,
      Emitter_Mem_Buf_Limit: "10M",
    }),
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
