import {
  type Container,
  isLogRouter,
  judgeContainers,
  nameOf,
  readsOfContainers,
  routerTypeOf,
} from "../facts/containers";
import { isForFargate } from "../facts/fargate";
import type { Property } from "../facts/property";
import { type Finding, inconclusive, type Rule, violation } from "../rule";

/** How repositories of collectors end that take traces, so that copies in another registry count as well. */
const COLLECTORS: readonly RegExp[] = [
  /(?:^|[/-])(?:otel|opentelemetry|trace)-collector(?:-[\w-]+)?$/,
  /(?:^|[/-])xray-daemon$/,
  /(?:^|[/-])cloudwatch-agent$/,
  /(?:^|[/-])datadog(?:hq)?[/-]agent$/,
  /(?:^|\/)grafana\/(?:agent|alloy)$/,
  /(?:^|\/)jaeger-agent$/,
];

/** A collector somewhere else, or AWS's own endpoint, takes the traces then; the loopback interface is the task's. */
const ENDPOINTS: readonly unknown[] = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];
const LOOPBACK = /^(?:\w+:\/\/)?(?:localhost|127\.[\d.]+|\[::1\])(?:[:/]|$)/i;

/**
 * Judged are tasks for Fargate, where no daemon of the host takes the traces, and of those the ones that somebody calls:
 * with a port mapping at a container that is no collector and no log router. A container says openly that it needs no
 * sidecar by one of OpenTelemetry's own variables: `OTEL_SDK_DISABLED=true`, `OTEL_TRACES_EXPORTER=none`, or an OTLP
 * endpoint that is not in the task.
 *
 * A collector is known by its image, or by a container name that ends like one.
 */
export const tracingSidecar: Rule = {
  id: "tracing-sidecar",
  title: "A task that serves requests has a collector for its traces.",
  severity: "low",
  controls: {},
  reads: readsOfContainers("image", "portMappings[]", "environment[].value", "firelensConfiguration.type").map(
    ({ type, properties }) => ({ type, properties: ["requiresCompatibilities[]", ...properties] }),
  ),
  why: "Where a request is slow or fails on its way through the services is guesswork without a trace of it.",
  remediation:
    "Add a collector container, such as `public.ecr.aws/aws-observability/aws-otel-collector`, beside the application. A " +
    "container without traces says so with the environment variable `OTEL_SDK_DISABLED=true`, and one that sends them to " +
    "a collector elsewhere names it in `OTEL_EXPORTER_OTLP_ENDPOINT`.",
  check: (task) => {
    const isOnFargate = isForFargate(task);
    if (isOnFargate === false) {
      return [];
    }
    const findings = judgeContainers(task, judgeTask);
    return isOnFargate === true || findings.length === 0 ? findings : [inconclusive(isOnFargate)];
  },
};

function judgeTask(containers: readonly Container[], document: Property): Finding[] {
  const served = containers.map((container) => ({ container, isTraced: needsCollector(container) }));
  const needy = served.filter(({ isTraced }) => isTraced !== false);
  if (needy.length === 0 || containers.some(isCollector)) {
    return [];
  }
  const images = containers
    .filter((container) => !isLogRouter(container))
    .map((container) => container.get("image"))
    .filter(({ isUnknown }) => isUnknown);
  const certain = needy.find(({ isTraced }) => isTraced === true);
  if (images.length > 0 || certain === undefined) {
    const doubts = needy.map(({ isTraced }) => isTraced).filter((doubt) => typeof doubt === "object");
    return (images.length > 0 ? images : doubts).map(inconclusive);
  }
  return [
    violation(document, {
      what: `${nameOf(certain.container)} serves requests, and the task has no collector for its traces.`,
      fix: 'add { name: "otel-collector", image: "public.ecr.aws/aws-observability/aws-otel-collector:<version>", ... }',
    }),
  ];
}

function isCollector(container: Container): boolean {
  const [image, name] = [container.get("image").value, container.get("name").value];
  const repository = typeof image === "string" ? image.replace(/@.*$/s, "").replace(/:[^/:]*$/, "") : "";
  return COLLECTORS.some((end) => end.test(repository) || (typeof name === "string" && end.test(name)));
}

/** Whether the container serves requests and does not say that it goes without; or the property that would tell. */
function needsCollector(container: Container): boolean | Property {
  const ports = container.get("portMappings");
  if (isLogRouter(container) || isCollector(container) || ports.items().length === 0) {
    return false;
  }
  const settings = container
    .get("environment")
    .items()
    .map((variable) => saysNo(variable.get("name"), variable.get("value")));
  if (settings.includes(true)) {
    return false;
  }
  const open = [ports, routerTypeOf(container), ...settings.filter((setting) => typeof setting === "object")];
  return open.find(({ isUnknown }) => isUnknown) ?? true;
}

/** Whether the variable says that the task needs no collector, or the property that would tell. */
function saysNo(name: Property<string>, value: Property<string>): boolean | Property {
  if (name.isUnknown) {
    return name;
  }
  if (ENDPOINTS.includes(name.value)) {
    // An unknown endpoint is an output of some resource, so it is not in the task.
    return value.isUnknown || (typeof value.value === "string" && value.value !== "" && !LOOPBACK.test(value.value));
  }
  if (name.value === "OTEL_SDK_DISABLED") {
    return value.isUnknown ? value : typeof value.value === "string" && /^true$/i.test(value.value);
  }
  if (name.value === "OTEL_TRACES_EXPORTER") {
    return value.isUnknown ? value : value.value === "none";
  }
  return false;
}
