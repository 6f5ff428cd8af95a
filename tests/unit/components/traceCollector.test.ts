import { expect } from "chai";

import { policyDocument } from "../../../components/iam/policyDocument";
import { routerContainerName, routerPorts } from "../../../components/logging/logRouterContainer";
import {
  CollectorKind,
  collectorKinds,
  collectorPorts,
  defaultCollectorImages,
  traceCollector,
} from "../../../components/tracing/traceCollector";
import { location } from "../mocks";

const collector = (kind: CollectorKind, image?: string) =>
  traceCollector({ kind, location, image, traceName: "shop-dev-frontend", stackName: "shop-dev", sampledPercent: 5 });

const actions = (kind: CollectorKind) => collector(kind).taskRoleStatements.flatMap((statement) => statement.actions);

describe("traceCollector", () => {
  for (const kind of collectorKinds) {
    describe(kind, () => {
      const { container } = collector(kind);

      it("is a hardened container with a numeric user that is not root, and an image of one version", () => {
        expect(container).to.include({
          privileged: false,
          readonlyRootFilesystem: true,
          image: defaultCollectorImages[kind],
        });
        expect(container.linuxParameters.capabilities).to.deep.equal({ add: [], drop: ["ALL"] });
        expect(container.user).to.match(/^[1-9]\d*:[1-9]\d*$/);
        expect(container.image).to.match(/:v?\d+\.\d+\.\d+$/);
        expect(container.mountPoints).to.equal(undefined);
      });

      it("can fail without the application, and comes back", () => {
        expect(container.essential).to.equal(false);
        expect(container.restartPolicy?.enabled).to.equal(true);
      });

      it("starts when its log has a reader, and stops before that", () => {
        expect(container.dependsOn).to.deep.equal([{ containerName: routerContainerName, condition: "HEALTHY" }]);
        expect(container.logConfiguration).to.deep.equal({ logDriver: "awsfirelens" });
      });

      it("is bounded in memory, and leaves the smallest task, with 512 MiB, to the application", () => {
        expect(container.memoryReservation).to.be.below(container.memory ?? 0);
        expect(container.memory).to.be.at.most(256);
        expect(container.memoryReservation).to.be.at.most(128);
      });

      it("opens no port of the task, and takes none of the log router's", () => {
        expect(container.portMappings).to.equal(undefined);
        expect(collectorPorts[kind].filter((port) => routerPorts.includes(port))).to.deep.equal([]);
      });

      it("may be a mirror of AWS's image", () => {
        const image = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/collector:1.0.0";
        expect(collector(kind, image).container.image).to.equal(image);
      });

      it("may send traces and read sampling rules, and nothing else", () => {
        const telemetry = kind === "adot" ? [] : ["xray:PutTelemetryRecords"];
        expect(actions(kind)).to.have.members([
          "xray:PutTraceSegments",
          "xray:GetSamplingRules",
          "xray:GetSamplingTargets",
          ...telemetry,
        ]);
        expect(() => policyDocument(collector(kind).taskRoleStatements)).not.to.throw();
      });
    });
  }

  it("gives ADOT its configuration in the variable that it reads, and a health check that its image has", () => {
    const { container } = collector("adot");
    const variables = Object.fromEntries((container.environment ?? []).map(({ name, value }) => [name, value]));
    expect(JSON.parse(variables["AOT_CONFIG_CONTENT"] ?? "")).to.have.nested.property(
      "exporters.awsxray.region",
      "ap-northeast-1",
    );
    expect(variables["GOMEMLIMIT"]).to.equal("204MiB");
    expect(container.healthCheck?.command).to.deep.equal(["CMD", "/healthcheck"]);
  });

  it("tells an application with OpenTelemetry where its traces go, under which name, and how many", () => {
    const { environment } = collector("adot");
    const { port, hostname } = new URL(environment["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? "");
    expect(hostname).to.equal("127.0.0.1");
    expect(collectorPorts.adot).to.include(Number(port));
    expect(environment).to.include({
      OTEL_SERVICE_NAME: "shop-dev-frontend",
      OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
      OTEL_TRACES_SAMPLER_ARG: "0.05",
      OTEL_METRICS_EXPORTER: "none",
      OTEL_LOGS_EXPORTER: "none",
    });
  });

  it("tells one with an X-Ray SDK, and lets the daemon listen to the task alone", () => {
    const { container, environment } = collector("xray-daemon");
    const address = "127.0.0.1:2000";
    expect(environment).to.deep.equal({ AWS_XRAY_DAEMON_ADDRESS: address, AWS_XRAY_TRACING_NAME: "shop-dev-frontend" });
    const words = container.command ?? [];
    for (const flag of ["--bind", "--bind-tcp"]) {
      expect(words[words.indexOf(flag) + 1], flag).to.equal(address);
    }
    expect(words[words.indexOf("--region") + 1]).to.equal("ap-northeast-1");
  });
});
