import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import * as yaml from "yaml";
import { ConfigError, loadConfig, parseConfig } from "../../../stacks/config";
import { stackSchema } from "../../../stacks/config/schema";
import { edited, example, parse } from "./example";

const root = join(__dirname, "../../..");

function readYaml(file: string): unknown {
  return yaml.parse(readFileSync(join(root, file), "utf8"));
}

function stackFile(stack: string): Record<string, unknown> {
  return (readYaml(`Pulumi.${stack}.yaml`) as { config: Record<string, unknown> }).config;
}

describe("Defaults of a stack's config", () => {
  it("are cheap and safe", () => {
    const config = parse(example());
    expect(config).to.deep.include({ project: "fargate-platform", stack: "dev", region: "ap-northeast-1" });
    expect(config.network).to.deep.equal({
      cidr: "10.0.0.0/16",
      availabilityZones: 2,
      nat: "single",
      endpoints: "gateway",
    });
    expect(config.deletionProtection).to.equal(true);
    expect(config.domain).to.equal(undefined);
    expect(config.logging.cloudWatch).to.equal("errors");
    expect(config.logging.archive).to.deep.equal({
      infrequentAccessAfterDays: 30,
      glacierAfterDays: 90,
      expireAfterDays: 365,
    });
    expect(config.services[1]).to.deep.include({
      exposure: "internal",
      size: "0.25 vCPU / 0.5 GB",
      user: "10001",
      count: { min: 1, desired: 1, max: 1 },
      exec: false,
      spotPercent: 0,
      writablePaths: [],
      environment: {},
      secrets: {},
    });
    expect(config.services[1]?.image).to.equal(undefined);
  });

  it("open nothing for a service that only has a name", () => {
    const [, , worker] = parse(edited({ "services[2].name": "worker" })).services;
    expect(worker).to.deep.include({ name: "worker", exposure: "none" });
    expect(worker?.port).to.equal(undefined);
  });

  it("derive desired from min, and max from desired", () => {
    const count = (given: object) => parse(edited({ "services[0].count": given })).services[0]?.count;
    expect(count({ min: 3 })).to.deep.equal({ min: 3, desired: 3, max: 3 });
    expect(count({ min: 2, desired: 3 })).to.deep.equal({ min: 2, desired: 3, max: 3 });
    expect(count({ max: 5 })).to.deep.equal({ min: 1, desired: 1, max: 5 });
  });

  it("leave log files in S3's own class where an archive is given without moves", () => {
    const { archive } = parse(edited({ "logging.archive": { expireAfterDays: 10 } })).logging;
    expect(archive).to.deep.equal({ expireAfterDays: 10 });
  });

  it("replace a task after as many failed checks as the load balancer counts", () => {
    const [service] = parse(edited({ "services[0].healthCheck.unhealthyThreshold": 5 })).services;
    expect(service?.healthCheck.retries).to.equal(5);
  });
});

describe("Values of a stack's config", () => {
  it("may be what Pulumi hands over, or what the YAML holds", () => {
    const values = edited({ deletionProtection: false });
    const fromYaml = parseConfig({ project: "fargate-platform", stack: "dev", values });
    expect(parse(values)).to.deep.equal(fromYaml);
    expect(fromYaml.deletionProtection).to.equal(false);
  });

  it("are the same empty or left out, as Pulumi.yaml gives every key an empty default", () => {
    const empty = { domain: "", bastion: "", bootstrapImage: "", deletionProtection: "", tags: {}, logging: "" };
    expect(parse(edited(empty))).to.deep.equal(parse(example()));
  });

  it("let a container run as root or with a group, since that is for the policies to judge", () => {
    const user = (given: unknown) => parse(edited({ "services[0].user": given })).services[0]?.user;
    expect([user(0), user("0"), user("10001:20001"), user(10001)]).to.deep.equal(["0", "0", "10001:20001", "10001"]);
  });

  it("refer to secrets by name or ARN", () => {
    const secrets = {
      A: { secretsManager: "prod/db", jsonKey: "password" },
      B: { secretsManager: "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:prod/db-AbCdEf" },
      C: { parameter: "/prod/api-key" },
      D: { parameter: "arn:aws:ssm:ap-northeast-1:123456789012:parameter/prod/api-key" },
    };
    expect(parse(edited({ "services[0].secrets": secrets })).services[0]?.secrets).to.deep.equal(secrets);
  });

  it("take images by tag, by digest, and from a registry with a port", () => {
    const digest = `@sha256:${"0".repeat(64)}`;
    for (const image of ["nginx:1.27", `nginx${digest}`, `nginx:latest${digest}`, "registry.local:5000/a/b_c:v1"]) {
      expect(parse(edited({ "services[0].image": image })).services[0]?.image).to.equal(image);
    }
  });

  it("may do without NAT where everything is in private ECR and has endpoints", () => {
    const ecr = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com";
    const closed = {
      "network.nat": "none",
      "network.endpoints": "auto",
      "services[0].image": `${ecr}/frontend:1`,
      bootstrapImage: `${ecr}/busybox:1.37.0`,
      "logging.routerImage": `${ecr}/fluent-bit:init-3.4.8`,
      "tracing.collectorImage": `${ecr}/collector:0.49.0`,
    };
    expect(parse(edited(closed)).network.nat).to.equal("none");
    const listed = { ...closed, "network.endpoints": ["ecr.api", "ecr.dkr", "logs", "xray"] };
    expect(parse(edited(listed)).network.endpoints).to.have.length(4);
    const untraced = {
      ...closed,
      "network.endpoints": ["ecr.api", "ecr.dkr", "logs"],
      tracing: { collector: "none" },
      "tracing.collectorImage": undefined,
    };
    expect(parse(edited(untraced)).tracing.collector).to.equal("none");
  });

  it("need no plain HTTP with a certificate", () => {
    const certificateArn = "arn:aws:acm:ap-northeast-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef";
    const config = parse(edited({ domain: { name: "example.com", certificateArn }, loadBalancers: undefined }));
    expect(config.loadBalancers.plainHttp).to.equal(false);
  });

  it("let services call each other in a circle", () => {
    const circle = {
      "services[2]": { name: "c", port: 80, exposure: "internal", calls: ["backend"] },
      "services[1].calls": ["c"],
    };
    expect(parse(edited(circle)).services[1]?.calls).to.deep.equal(["c"]);
  });
});

describe("The running stack's config", () => {
  it("is read from Pulumi, with its secrets refused", async () => {
    const values = Object.entries(example()).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    const config = { ...Object.fromEntries(values), "fargate-platform:tags": '{"Owner":"hunter2"}' } as Record<
      string,
      string
    >;
    await pulumi.runtime.setMocks(
      { newResource: () => ({ id: "", state: {} }), call: () => ({}) },
      "fargate-platform",
      "dev",
    );

    pulumi.runtime.setAllConfig(config);
    expect(loadConfig()).to.deep.include({ stack: "dev", tags: { Owner: "hunter2" } });
    pulumi.runtime.setAllConfig(config, ["fargate-platform:tags"]);
    expect(loadConfig).to.throw(ConfigError, "fargate-platform:tags\n  given an encrypted value");
    pulumi.runtime.setAllConfig({});
  });
});

describe("The stacks of this project", () => {
  const config = (stack: string) => parse(stackFile(stack), stack);

  it("are complete and right, each with a public frontend that calls an internal backend", () => {
    for (const stack of ["dev", "stg", "prod"]) {
      expect(config(stack).services.map(({ name, exposure, calls }) => ({ name, exposure, calls }))).to.deep.equal([
        { name: "frontend", exposure: "public", calls: ["backend"] },
        { name: "backend", exposure: "internal", calls: [] },
      ]);
    }
  });

  it("differ: dev is cheap, and prod survives a zone, a Spot shortage and a careless command", () => {
    const [dev, prod] = [config("dev"), config("prod")];
    expect(dev.network).to.include({ nat: "single", endpoints: "gateway" });
    expect(dev.services.map(({ spotPercent }) => spotPercent)).to.deep.equal([100, 100]);
    expect(prod.network).to.include({ nat: "per-az", endpoints: "auto", availabilityZones: 3 });
    expect(prod.deletionProtection).to.equal(true);
    for (const service of prod.services) {
      expect(service.count.min).to.be.at.least(2);
      expect(service).to.include({ spotPercent: 0, exec: false });
    }
    expect(prod.loadBalancers.plainHttp).to.equal(false);
  });

  it("have VPC ranges of their own, and one architecture, as production runs the image that staging built", () => {
    const all = ["dev", "stg", "prod"].map(config);
    expect(new Set(all.map(({ network }) => network.cidr)).size).to.equal(3);
    expect(new Set(all.flatMap(({ services }) => services.map(({ architecture }) => architecture))).size).to.equal(1);
  });

  it("have every key described in Pulumi.yaml, in such a way that Pulumi refuses nothing before the program can", () => {
    const { config: declared } = readYaml("Pulumi.yaml") as { config: Record<string, Record<string, unknown>> };
    expect(Object.keys(declared)).to.have.members(Object.keys(stackSchema.shape));
    for (const [key, declaration] of Object.entries(declared)) {
      expect(declaration, key).to.have.all.keys("description", "default");
      expect(declaration.description, key).to.be.a("string").with.length.above(10);
      expect(declaration.default, key).to.be.empty;
    }
  });
});
