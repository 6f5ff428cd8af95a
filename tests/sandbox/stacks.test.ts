import { expect } from "chai";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Cloud, type Entry } from "../../sandbox/aws/cloud";
import { deploy, filesOf, markCandidate, pushImage, sourceImage } from "../../sandbox/delivery";
import { checkout } from "../../sandbox/project";
import type { Report } from "../../sandbox/report";
import {
  createDeploymentGroupInput,
  createProjectInput,
  type Made,
  mistakesAgainst,
  namespaces,
  pipelineDeclaration,
  strangers,
} from "../models";

interface Deployment {
  readonly deployment: { readonly resources?: readonly { readonly type: string }[] };
}

const registry = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com";

function pipelineOf({ inputs }: Entry): unknown {
  return pipelineDeclaration(inputs);
}

function groupOf({ inputs }: Entry): unknown {
  return createDeploymentGroupInput(inputs);
}

/** What a bundle registers; undefined for other objects. */
function bundled({ id, inputs }: Entry): unknown {
  const { key, source } = inputs;
  return typeof key === "string" && key.startsWith("bundles/")
    ? JSON.parse(filesOf(source, id)["taskdef.json"] ?? "")
    : undefined;
}

/** A resource as metrics call it. */
function asMade({ type, inputs, outputs }: Entry): Made {
  const called = outputs["arnSuffix"] ?? outputs["name"];
  return { type, inputs, called: typeof called === "string" ? called : "" };
}

function imagesOf(definition: Readonly<Record<string, unknown>>): unknown[] {
  return (definition["containerDefinitions"] as { image: string }[]).map(({ image }) => image);
}

/** The platform's stacks as a user runs them: by the command line, on the real engine, from an empty account to the end. */
describe("the platform in the sandbox", function () {
  this.timeout(600_000);
  const folder = mkdtempSync(join(tmpdir(), "platform-"));
  const state = join(folder, "state");

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** One command; several reports where it went through several stacks. */
  async function sandbox(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
    return new Promise((resolve) => {
      const command = ["--require", "tsx/cjs", "sandbox/main.ts", ...args, "--state", state];
      const options = { cwd: checkout, maxBuffer: 2 ** 28 };
      const child = execFile(process.execPath, command, options, (_, stdout, stderr) => {
        resolve({ status: child.exitCode ?? -1, stdout, stderr });
      });
    });
  }

  async function reports(operation: string): Promise<Report[]> {
    const { status, stdout, stderr } = await sandbox(operation, "--stack", "all", "--json");
    expect(status, stdout + stderr).to.equal(0);
    return JSON.parse(stdout) as Report[];
  }

  /** A copy of a stack's file with each text replaced by the next. */
  function changed(stack: string, ...replacements: readonly (readonly [string, string])[]): string {
    let text = readFileSync(join(checkout, `Pulumi.${stack}.yaml`), "utf8");
    for (const [from, to] of replacements) {
      expect(text).to.include(from);
      text = text.replace(from, to);
    }
    const file = join(folder, `changed-${stack}.yaml`);
    writeFileSync(file, text);
    return file;
  }

  function cloud(): Cloud {
    return new Cloud(join(state, "cloud.json"));
  }

  function existing(type: string): Entry[] {
    const now = cloud();
    return now.look(() => now.ofTypes([type]));
  }

  async function preview(stack: string, file: string): Promise<{ status: number; report: Report }> {
    const { status, stdout } = await sandbox("preview", "--stack", stack, "--json", "--config-file", file);
    return { status, report: JSON.parse(stdout) as Report };
  }

  it("refuses a root container in the first preview, and says which and how to cure it", async () => {
    const file = changed("dev", ["- name: backend", "- name: backend\n      user: 0"]);
    const { status, report } = await preview("dev", file);
    expect(status).to.equal(1);
    const [violation, ...others] = report.policy.violations;
    expect(others).to.deep.equal([]);
    expect(violation).to.include({ rule: "no-root-containers", level: "mandatory" });
    expect(violation?.resource).to.match(/TaskDefinition::backend$/);
    expect(violation?.message)
      .to.match(/container "backend"/)
      .and.to.match(/fix: +user: "10001"/);
    expect(report.policy.inconclusive).to.equal(0);
  });

  it("reports five mistakes at once, by key, without a stack trace, and creates nothing", async () => {
    const file = changed(
      "dev",
      ["cidr: 10.0.0.0/16", "cidr: 10.0.0.0/8"],
      ["nat: single", "nat: double"],
      ["size: 0.25 vCPU / 0.5 GB", "size: 0.25 vCPU / 8 GB"],
      ["port: 8080", "prot: 8080"],
      ["retentionDays: 7", "retentionDays: 8"],
    );
    const { status, report } = await preview("dev", file);
    expect(status).to.equal(1);
    for (const key of [
      "network.cidr",
      "network.nat",
      "services[0].size",
      "services[0].prot",
      "logging.retentionDays",
    ]) {
      expect(report.error).to.include(`fargate-platform:${key}`);
    }
    expect(report.error).to.match(/prot.*\n?.*port/);
    expect(report.error).to.not.match(/^\s+at .*:\d+:\d+/m);
    expect(report.changes.create).to.equal(0);
  });

  it("brings dev, stg and prod up under the policies, with nothing left unjudged", async () => {
    for (const { stack, changes, policy, outputs } of await reports("up")) {
      expect({ ...policy, exempted: [] }, stack).to.deep.equal({ violations: [], exempted: [], inconclusive: 0 });
      // The agent of Session Manager is root, and nothing else is set aside.
      const exempted = policy.exempted.map(({ rule, resource }) => `${rule} ${resource.split("::").at(-1) ?? ""}`);
      expect(exempted, stack).to.deep.equal(stack === "dev" ? [] : ["no-root-containers bastion"]);
      expect(changes.create, stack).to.be.greaterThan(100);
      expect(outputs, stack).to.have.nested.property("services.frontend.url");
    }
  });

  it("makes pipelines, projects, deployment groups and bundles as AWS's own models want them", () => {
    const judged: readonly (readonly [string, string, string, (entry: Entry) => unknown])[] = [
      ["aws:codepipeline/pipeline:Pipeline", "codepipeline", "PipelineDeclaration", pipelineOf],
      ["aws:codebuild/project:Project", "codebuild", "CreateProjectInput", ({ inputs }) => createProjectInput(inputs)],
      ["aws:codedeploy/deploymentGroup:DeploymentGroup", "codedeploy", "CreateDeploymentGroupInput", groupOf],
      ["aws:s3/bucketObjectv2:BucketObjectv2", "ecs", "RegisterTaskDefinitionRequest", bundled],
    ];
    for (const [type, service, shape, toInput] of judged) {
      const found = existing(type).filter((entry) => toInput(entry) !== undefined);
      expect(found.length, type).to.be.at.least(4);
      for (const entry of found) {
        expect(mistakesAgainst(service, shape, toInput(entry)), `${type} ${entry.id}`).to.deep.equal([]);
      }
    }
  });

  it("looks, in alarms and dashboards, at what exists", () => {
    const now = cloud();
    const made = now.look(() => now.entries()).map(asMade);
    expect(namespaces(made)).to.include.all.keys("AWS/ECS", "ECS/ContainerInsights", "AWS/ApplicationELB");
    expect(strangers(made)).to.deep.equal([]);
  });

  it("carries one digest from staging's build to production's task, and no other one", () => {
    const repository = "fargate-platform-stg/frontend";
    const service = "arn:aws:ecs:ap-northeast-1:123456789012:service/fargate-platform-stg/frontend";
    const [tested, newer] = ["a", "b"].map((digit) => `sha256:${digit.repeat(64)}`) as [string, string];
    const built = pushImage(cloud(), repository, { digest: tested, tag: "0123abcd" });
    pushImage(cloud(), repository, { digest: newer, tag: "4567cdef" });
    expect(() => sourceImage(cloud(), { pipeline: "fargate-platform-prod-frontend" })).to.throw(/candidate/);

    deploy(cloud(), { pipeline: "fargate-platform-stg-frontend", imageUri: built.uri });
    expect(() => markCandidate(cloud(), { repository, digest: newer, service })).to.throw(/does not run/);
    markCandidate(cloud(), { repository, digest: tested, service });

    const source = sourceImage(cloud(), { pipeline: "fargate-platform-prod-frontend" });
    expect(source.ImageURI).to.equal(`${registry}/${repository}@${tested}`);
    const deployed = deploy(cloud(), { pipeline: "fargate-platform-prod-frontend", imageUri: source.ImageURI });
    expect(imagesOf(deployed.definition)).to.include(`${registry}/${repository}@${tested}`);
    expect(deployed.hooks).to.deep.equal(["fargate-platform-prod-frontend-validation"]);
    expect(() =>
      deploy(cloud(), { pipeline: "fargate-platform-prod-frontend", imageUri: `${registry}/${repository}:0123abcd` }),
    ).to.throw();
  });

  it("sees nothing to change in a second preview, and no drift, after deployments either", async () => {
    for (const operation of ["preview", "refresh"]) {
      for (const { stack, changes } of await reports(operation)) {
        const { same, ...others } = changes;
        expect(others, `${operation} ${stack}`).to.deep.equal({ create: 0, update: 0, replace: 0, delete: 0 });
        expect(same).to.be.greaterThan(100);
      }
    }
  });

  it("brings a changed size to the running service by its next deployment, which keeps image and count", async () => {
    const pipeline = "fargate-platform-dev-frontend";
    const { uri } = pushImage(cloud(), "fargate-platform-dev/frontend", { digest: `sha256:${"c".repeat(64)}` });
    const first = deploy(cloud(), { pipeline, imageUri: uri });
    const file = changed(
      "dev",
      ["size: 0.25 vCPU / 0.5 GB", "size: 0.5 vCPU / 1 GB"],
      // The scaler's, and so no change.
      ["min: 1\n        max: 2", "min: 1\n        desired: 2\n        max: 2"],
    );
    const { status, stdout } = await sandbox("up", "--stack", "dev", "--json", "--config-file", file);
    expect(status, stdout).to.equal(0);
    // The task definition anew, its bundle, and the cost that the dashboard shows.
    expect((JSON.parse(stdout) as Report).changes).to.include({ create: 0, update: 2, replace: 1, delete: 0 });

    const running = existing("aws:ecs/service:Service").find(({ id }) => id === first.service);
    expect(running?.outputs["taskDefinition"], "still the one deployed").to.equal(first.taskDefinition);
    const second = deploy(cloud(), { pipeline, imageUri: uri });
    expect(second.previousTaskDefinition).to.equal(first.taskDefinition);
    expect(second.targetGroup).to.not.equal(first.targetGroup);
    expect([first.definition["cpu"], second.definition["cpu"]]).to.deep.equal(["256", "512"]);
    expect(imagesOf(second.definition)).to.include(uri);
  });

  it("hands a running service over from CodeDeploy to ECS in place, and deploys it there", async () => {
    const pipeline = "fargate-platform-dev-frontend";
    // The documented path: blue is the live target group by now, and Pulumi is told what is deployed.
    expect((await sandbox("refresh", "--stack", "dev", "--json")).status).to.equal(0);
    const file = changed(
      "dev",
      ["size: 0.25 vCPU / 0.5 GB", "size: 0.5 vCPU / 1 GB"],
      ["- name: frontend\n", "- name: frontend\n      deployment: { type: blue-green }\n"],
    );
    const { status, stdout, stderr } = await sandbox("up", "--stack", "dev", "--json", "--config-file", file);
    expect(status, stdout + stderr).to.equal(0);
    expect((JSON.parse(stdout) as Report).changes.replace).to.equal(0);
    const running = existing("aws:ecs/service:Service").find(({ id }) => id.endsWith("-dev/frontend"));
    expect(running?.outputs["deploymentController"]).to.deep.equal({ type: "ECS" });

    const { uri } = pushImage(cloud(), "fargate-platform-dev/frontend", { digest: `sha256:${"d".repeat(64)}` });
    const deployed = deploy(cloud(), { pipeline, imageUri: uri });
    expect(deployed).to.include({ by: "ECS", previousTaskDefinition: running?.outputs["taskDefinition"] });
    expect(imagesOf(deployed.definition)).to.include(uri);
    const after = await preview("dev", file);
    expect(after.report.changes).to.include({ create: 0, update: 0, replace: 0, delete: 0 });
  });

  it("destroys nothing of a protected stack whose protection cannot be lifted", async () => {
    const file = changed("prod", ["nat: per-az", "nat: double"]);
    const { status, stdout } = await sandbox("destroy", "--stack", "prod", "--json", "--config-file", file);
    expect(status).to.equal(1);
    const report = JSON.parse(stdout) as Report;
    expect(report).to.include({ operation: "destroy" });
    expect(report.changes.delete).to.equal(0);
    expect(report.error).to.include(file).and.to.include("network.nat");
  });

  it("leaves nothing in the state and nothing in the cloud when all is destroyed", async () => {
    await reports("destroy");
    const { stdout } = await sandbox("export", "--stack", "all", "--json");
    for (const { deployment } of JSON.parse(stdout) as Deployment[]) {
      expect(deployment.resources ?? []).to.deep.equal([]);
    }
    const left = cloud();
    expect(left.look(() => left.entries())).to.deep.equal([]);
  });
});
