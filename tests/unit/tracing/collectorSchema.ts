import { z } from "zod";

const endpoint = z.string().regex(/^[\w.-]+:\d+$/);
const duration = z.string().regex(/^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/);
const count = z.int().min(0);

const extensions = {
  health_check: z
    .strictObject({
      endpoint,
      path: z.string().startsWith("/"),
      response_body: z.strictObject({ healthy: z.string(), unhealthy: z.string() }).partial(),
    })
    .partial(),
  awsproxy: z
    .strictObject({
      endpoint,
      proxy_address: z.string(),
      region: z.string(),
      role_arn: z.string(),
      aws_endpoint: z.string(),
      local_mode: z.boolean(),
      service_name: z.string(),
    })
    .partial(),
};

const receivers = {
  otlp: z.strictObject({
    protocols: z
      .strictObject({
        grpc: z.strictObject({ endpoint, max_recv_msg_size_mib: count.optional() }),
        http: z.strictObject({ endpoint, traces_url_path: z.string().optional() }),
      })
      .partial(),
  }),
};

const processors = {
  memory_limiter: z
    .strictObject({
      check_interval: duration,
      limit_mib: count,
      spike_limit_mib: count.optional(),
      limit_percentage: count.optional(),
      spike_limit_percentage: count.optional(),
    })
    // The program's own check.
    .refine(({ limit_mib, spike_limit_mib = 0 }) => limit_mib > spike_limit_mib),
  resourcedetection: z
    .strictObject({
      detectors: z.array(z.enum(["env", "system", "ec2", "ecs", "eks", "lambda"])).min(1),
      override: z.boolean(),
      timeout: duration,
      refresh_interval: duration,
    })
    .partial(),
  attributes: z.strictObject({
    actions: z
      .array(
        z.strictObject({
          key: z.string().min(1),
          value: z.union([z.string(), z.number(), z.boolean()]).optional(),
          from_attribute: z.string().optional(),
          from_context: z.string().optional(),
          pattern: z.string().optional(),
          converted_type: z.string().optional(),
          action: z.enum(["insert", "update", "upsert", "delete", "hash", "extract", "convert"]),
        }),
      )
      .min(1),
  }),
  batch: z
    .strictObject({
      timeout: duration,
      send_batch_size: count,
      send_batch_max_size: count,
      metadata_keys: z.array(z.string()),
      metadata_cardinality_limit: count,
    })
    .partial(),
};

const exporters = {
  awsxray: z
    .strictObject({
      aws_log_groups: z.array(z.string()),
      index_all_attributes: z.boolean(),
      indexed_attributes: z.array(z.string()),
      endpoint: z.string(),
      external_id: z.string(),
      local_mode: z.boolean(),
      max_retries: z.int(),
      no_verify_ssl: z.boolean(),
      num_workers: z.int(),
      proxy_address: z.string(),
      region: z.string(),
      request_timeout_seconds: z.int(),
      resource_arn: z.string(),
      role_arn: z.string(),
    })
    .partial(),
};

const level = z.enum(["debug", "info", "warn", "error"]);

/**
 * What the collector of OpenTelemetry 0.156.0 takes, which ADOT 0.49.0 is made of, for the components that this platform
 * configures.
 *
 * The collector refuses keys that it does not know, and so does this. It follows the `config.schema.yaml` that components
 * publish (awsxrayexporter, awsproxy, healthcheckextension, resourcedetectionprocessor, attributesprocessor), and for those
 * that publish none yet (otlpreceiver, memorylimiterprocessor, batchprocessor, the service's telemetry) the names in their Go
 * structs. What nobody would set here, such as TLS on loopback, is left out, and so refused.
 */
export const collectorSchema = z
  .strictObject({
    extensions: z.strictObject(extensions).partial(),
    receivers: z.strictObject(receivers).partial(),
    processors: z.strictObject(processors).partial(),
    exporters: z.strictObject(exporters).partial(),
    service: z.strictObject({
      extensions: z.array(z.string()),
      pipelines: z.strictObject({
        traces: z.strictObject({
          receivers: z.array(z.string()).min(1),
          processors: z.array(z.string()),
          exporters: z.array(z.string()).min(1),
        }),
      }),
      telemetry: z
        .strictObject({
          logs: z.strictObject({ level, encoding: z.enum(["json", "console"]) }).partial(),
          metrics: z.strictObject({ level: z.enum(["none", "basic", "normal", "detailed"]) }),
        })
        .partial(),
    }),
  })
  .superRefine((config, context) => {
    const { extensions: used, pipelines } = config.service;
    const references = { ...pipelines.traces, extensions: used };
    for (const kind of ["extensions", "receivers", "processors", "exporters"] as const) {
      const defined = Object.keys(config[kind]);
      for (const name of references[kind]) {
        if (!defined.includes(name)) {
          context.addIssue({ code: "custom", path: ["service", kind], message: `${name} is used and not configured` });
        }
      }
      for (const name of defined) {
        if (!references[kind].includes(name)) {
          context.addIssue({ code: "custom", path: [kind, name], message: "is configured and not used" });
        }
      }
    }
  });
