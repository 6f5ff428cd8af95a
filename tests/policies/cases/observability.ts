import { type Resource, UNKNOWN } from "../harness";
import { type Case, type Container, malformedTasks, otherResource, ROUTER, task, unknownTask } from "./case";

const METRIC = "aws:cloudwatch/metricAlarm:MetricAlarm";
const COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm";

/** An alarm that tells nobody, and what else is in the plan. */
const silent = (what: string, beside: readonly Resource[], expected: Partial<Case> = {}): Case => ({
  what,
  type: METRIC,
  props: { name: "slow" },
  beside,
  ...expected,
});

const alarm = (what: string, props: object, expected: Partial<Case> = {}): Case => ({
  what,
  type: METRIC,
  props: { name: "slow", ...props },
  beside: [],
  ...expected,
});

const composite = (alarmRule: unknown, over: object = {}): Resource => ({
  type: COMPOSITE,
  name: "all",
  props: { alarmName: "all", alarmRule, alarmActions: [UNKNOWN], ...over },
});

const FROM_ALARM = [`${METRIC} subject`];

export const alarmsHaveActions: readonly Case[] = [
  otherResource,
  alarm("a topic", { alarmActions: ["arn:aws:sns:eu-west-1:123456789012:alarms"] }),
  alarm("a topic yet to be created", { alarmActions: [UNKNOWN], actionsEnabled: true }),
  alarm("none", {}, { violations: ["alarmActions"], says: "alarmActions: [<an SNS topic>.arn]" }),
  alarm("an empty list", { alarmActions: [] }, { violations: ["alarmActions"] }),
  alarm("an empty text", { alarmActions: [""] }, { violations: ["alarmActions"] }),
  alarm("when it ends only", { okActions: [UNKNOWN] }, { violations: ["alarmActions"] }),
  alarm("switched off", { alarmActions: [UNKNOWN], actionsEnabled: false }, { violations: ["actionsEnabled"] }),
  alarm("unknown actions", { alarmActions: UNKNOWN }, { inconclusive: ["alarmActions"] }),
  alarm(
    "perhaps switched off",
    { alarmActions: [UNKNOWN], actionsEnabled: UNKNOWN },
    { inconclusive: ["actionsEnabled"] },
  ),
  { ...alarm("a composite one without", { alarmName: "all" }), type: COMPOSITE, violations: ["alarmActions"] },
  { ...alarm("a composite one with", { alarmName: "all", alarmActions: [UNKNOWN] }), type: COMPOSITE },
  ...[
    'ALARM("slow")',
    "ALARM(slow)",
    "OK('slow') AND NOT ALARM(fast)",
    "ALARM(fast) OR ALARM( arn:aws:cloudwatch:eu-west-1:123456789012:alarm:slow )",
    'AT_LEAST(2, ALARM, ("fast", "slow", "other"))',
    "AT_LEAST(50%, NOT OK, (slow, fast))",
    "AT_LEAST( 1 , NOT INSUFFICIENT_DATA , ( fast , arn:aws:cloudwatch:eu-west-1:123456789012:alarm:slow ) )",
    'ALARM(fast) AND AT_LEAST(1, OK, ("a (b), c", slow)) AND NOT ALARM(other)',
  ].map((rule) =>
    silent(`in ${rule}`, [composite(rule)], {
      props: { name: "slow", arn: "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:slow" },
    }),
  ),
  silent("in a rule that is unknown yet", [{ ...composite(UNKNOWN), sources: { alarmRule: FROM_ALARM } }]),
  silent("as what keeps another quiet", [composite("TRUE", { actionsSuppressor: { alarm: "slow" } })]),
  silent("in a composite alarm that tells nobody either", [composite("ALARM(slow)", { alarmActions: [] })], {
    violations: ["alarmActions"],
    says: "CompositeAlarm",
  }),
  silent("in a rule, with quotation marks in its name", [composite('AT_LEAST(1, ALARM, (fast, "so \\"slow\\""))')], {
    props: { name: 'so "slow"' },
  }),
  ...[
    'ALARM("slower") OR ALARM(slow-too) OR OK("not slow")',
    'AT_LEAST(1, ALARM, ("slower", "fast, slow", slow-too))',
  ].map((rule) => silent(`not in ${rule}`, [composite(rule)], { violations: ["alarmActions"] })),
  silent("called as a state in a rule about others", [composite("AT_LEAST(1, NOT OK, (fast)) OR TRUE")], {
    props: { name: "OK" },
    violations: ["alarmActions"],
  }),
  silent("in CodeDeploy's list", [
    { type: "aws:codedeploy/deploymentGroup:DeploymentGroup", props: { alarmConfiguration: { alarms: ["slow"] } } },
  ]),
  silent("in a service's list", [{ type: "aws:ecs/service:Service", props: { alarms: { alarmNames: ["slow"] } } }]),
  silent("in a service's list, by its output", [
    {
      type: "aws:ecs/service:Service",
      props: { alarms: { alarmNames: [UNKNOWN] } },
      sources: { alarms: FROM_ALARM },
    },
  ]),
  silent("in a health check", [
    { type: "aws:route53/healthCheck:HealthCheck", props: { cloudwatchAlarmName: "slow" } },
  ]),
  silent("in a list that is of others", [{ type: "aws:ecs/service:Service", props: { alarms: UNKNOWN } }], {
    violations: ["alarmActions"],
  }),
  silent("without a name, beside a list without names", [{ type: "aws:ecs/service:Service", props: {} }], {
    props: {},
    violations: ["alarmActions"],
  }),
];

const FARGATE = { requiresCompatibilities: ["FARGATE"] };
const onFargate = ({ props, ...rest }: Case): Case => ({ ...rest, props: { ...(props as object), ...FARGATE } });
const PORT: Container = { portMappings: [{ containerPort: 8080 }] };
const WEB: Container = { name: "web", image: "shop/web:1", ...PORT };
const MISSING: Partial<Case> = { violations: ["containerDefinitions"], says: 'container "web" serves requests' };

const traced = (what: string, containers: readonly Container[], expected: Partial<Case> = {}): Case =>
  onFargate(task(what, containers, expected));
const beside = (what: string, collector: Container, expected: Partial<Case> = {}): Case =>
  traced(what, [WEB, ROUTER, collector], expected);
const saying = (name: unknown, value: unknown, expected: Partial<Case> = {}): Case =>
  traced(`${String(name)}=${String(value)}`, [{ ...WEB, environment: [{ name, value }] }], expected);
const ENVIRONMENT = "containerDefinitions[web].environment";

export const tracingSidecar: readonly Case[] = [
  otherResource,
  onFargate(unknownTask),
  ...malformedTasks.map(onFargate),
  ...[
    "public.ecr.aws/aws-observability/aws-otel-collector:v0.40.0",
    `public.ecr.aws/xray/aws-xray-daemon@sha256:${"0".repeat(64)}`,
    "otel/opentelemetry-collector-contrib:0.120.0",
    "registry.example.com:5000/shop/otel-collector",
    "public.ecr.aws/cloudwatch-agent/cloudwatch-agent:latest",
    "public.ecr.aws/datadog/agent:7",
    "123456789012.dkr.ecr.eu-west-1.amazonaws.com/datadog-agent:7.60.0",
    "123456789012.dkr.ecr.eu-west-1.amazonaws.com/mirror/datadog-agent@sha256:" + "0".repeat(64),
    "grafana/alloy:v1",
  ].map((image) => beside(image, { name: "sidecar", image })),
  beside("an image of one's own, by the container's name", { name: "otel-collector", image: "shop/tools:1" }),
  beside("Datadog's agent, by the container's name", { name: "datadog-agent", image: "shop/tools:1" }),
  beside("Datadog's agent for a Kubernetes cluster", { name: "sidecar", image: "datadog/cluster-agent:7" }, MISSING),
  beside("something else", { name: "proxy", image: "envoyproxy/envoy:v1" }, MISSING),
  beside("a collector of logs", { name: "logs", image: "shop/log-collector:1" }, MISSING),
  traced("nothing beside it", [WEB, ROUTER], MISSING),
  traced("nothing at all", []),
  traced("a collector that is the service", [
    { ...PORT, name: "gateway", image: "otel/opentelemetry-collector:0.120.0" },
  ]),
  traced("nobody calls it", [{ ...WEB, portMappings: [] }, ROUTER]),
  task("a task on EC2, where the host may have one", [WEB]),
  saying("OTEL_SDK_DISABLED", "true"),
  saying("OTEL_SDK_DISABLED", "TRUE"),
  saying("OTEL_SDK_DISABLED", "false", MISSING),
  saying("OTEL_TRACES_EXPORTER", "none"),
  saying("OTEL_TRACES_EXPORTER", "otlp", MISSING),
  saying("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.internal:4317"),
  saying("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://xray.eu-west-1.amazonaws.com/v1/traces"),
  saying("OTEL_EXPORTER_OTLP_ENDPOINT", UNKNOWN),
  saying("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317", MISSING),
  saying("OTEL_EXPORTER_OTLP_ENDPOINT", "127.0.0.1:4317", MISSING),
  saying("OTEL_EXPORTER_OTLP_ENDPOINT", "", MISSING),
  saying("OTEL_SDK_DISABLED", UNKNOWN, { inconclusive: [`${ENVIRONMENT}[OTEL_SDK_DISABLED].value`] }),
  saying(UNKNOWN, "true", { inconclusive: [`${ENVIRONMENT}[0].name`] }),
  traced(
    "two that are called, of which one has no traces",
    [
      { ...WEB, environment: [{ name: "OTEL_SDK_DISABLED", value: "true" }] },
      { ...WEB, name: "api" },
    ],
    { violations: ["containerDefinitions"], says: 'container "api" serves requests' },
  ),
  traced("an image unknown, which may be a collector", [WEB, { name: "other", image: UNKNOWN }], {
    inconclusive: ["containerDefinitions[other].image"],
  }),
  traced("ports unknown", [{ ...WEB, portMappings: UNKNOWN }], {
    inconclusive: ["containerDefinitions[web].portMappings"],
  }),
  {
    ...task("launch type unknown", [WEB]),
    props: { containerDefinitions: JSON.stringify([WEB]), requiresCompatibilities: UNKNOWN },
    inconclusive: ["requiresCompatibilities"],
  },
];

const router = (what: string, memory: unknown, total: unknown, expected: Partial<Case> = {}): Case => {
  const { props, ...rest } = task(what, [{ name: "web" }, { ...ROUTER, memory }], expected);
  return { ...rest, props: { ...(props as object), memory: total } };
};
const LIMIT = "containerDefinitions[log-router].memory";

export const logRouterMemoryBounded: readonly Case[] = [
  otherResource,
  unknownTask,
  ...malformedTasks,
  router("a limit", 256, "512"),
  router("a limit in a task of a written size", 256, "0.5 GB"),
  router("a limit in a task without one", 256, undefined),
  task("no router", [{ name: "web" }]),
  ...[undefined, null, 0, "256", {}].map((memory) =>
    router(`memory: ${memory === undefined ? "omitted" : JSON.stringify(memory)}`, memory, "512", {
      violations: [LIMIT],
      says: "memory: 256",
    }),
  ),
  task("a reservation alone", [{ ...ROUTER, memoryReservation: 64 }], { violations: [LIMIT], says: "memory: omitted" }),
  router("as much as the task has", 512, "512", { violations: [LIMIT], says: "512 of 512 MiB" }),
  router("more than the task has", 2048, "1GB", { violations: [LIMIT] }),
  router("unknown", UNKNOWN, "512", { inconclusive: [LIMIT] }),
  router("a limit in a task of unknown size", 256, UNKNOWN, { inconclusive: ["memory"] }),
  router("no limit in a task of unknown size", undefined, UNKNOWN, { violations: [LIMIT] }),
  task("perhaps a router", [{ name: "web", firelensConfiguration: UNKNOWN }], {
    inconclusive: ["containerDefinitions[web].firelensConfiguration"],
  }),
  task("perhaps a router, bounded", [{ name: "web", firelensConfiguration: UNKNOWN, memory: 64 }]),
];
