import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { cpSync } from "node:fs";
import { join } from "node:path";

import { Exempted, type ExpiryDate } from "../../../policies/exempt";
import { theEngine } from "../../../sandbox/engine";
import { inSandbox } from "../../../sandbox/environment";
import { checkout, readProject } from "../../../sandbox/project";
import { nameOf } from "../../../sandbox/report";
import { type Request, runOperation } from "../../../sandbox/run";
import { readStackFile } from "../../../sandbox/stackFile";
import { Workspace } from "../../../sandbox/workspace";
import { TestProject } from "./project";

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10) as ExpiryDate;
const exemption = {
  rule: "ecr-scan-on-push",
  reason: "Scanned elsewhere.",
  owner: "shop team",
  expires: inDays(30),
} as const;

/** A component with a repository that breaks a rule. */
class App extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("shop:index:App", name, {}, opts);
    new aws.ecr.Repository(name, { name, imageTagMutability: "IMMUTABLE" }, { parent: this });
    this.registerOutputs();
  }
}

describe("exemptions on the real engine", function () {
  this.timeout(600_000);
  let project: TestProject;
  let policyPack: string;

  before(() => {
    project = new TestProject();
    project.addPolicyPack("[]");
    policyPack = join(project.dir, "policies");
    cpSync(join(checkout, "policies"), policyPack, { recursive: true });
    project.write("Pulumi.dev.yaml", "config:\n  aws:region: eu-west-1\n");
  });
  after(() => {
    project.remove();
  });

  const run = (operation: Request["operation"], program: () => void, more: Partial<Request> = { policyPack }) =>
    runOperation({
      operation,
      stack: "dev",
      projectDir: project.dir,
      state: project.state,
      program: () => {
        program();
        return Promise.resolve({});
      },
      ...more,
    });

  const covered = () => {
    new App("old", { parent: new Exempted("exempted", [exemption]) });
  };

  it("cover what is deployed already without a change to it, now and in the next run", async () => {
    await run("up", () => new App("old"), {});

    const up = await run("up", covered);
    expect(up.report).to.not.have.property("error");
    expect(up.steps.map(({ op, urn }) => `${op} ${nameOf(urn)}`)).to.deep.equal([
      "create fargate-platform:policy:Exempted exempted",
    ]);
    expect(up.report.policy.violations).to.deep.equal([]);
    const [listed] = up.report.policy.exempted;
    expect(up.report.policy.exempted).to.have.length(1);
    expect(listed).to.include({ ...exemption, daysLeft: 30 });
    expect(nameOf(listed?.resource ?? "")).to.equal("aws:ecr/repository:Repository old");

    const again = await run("preview", covered);
    expect(again.steps).to.deep.equal([]);
    expect(again.report.policy.exempted).to.deep.equal(up.report.policy.exempted);
  });

  it("hold for an exported state as well", async () => {
    const { deployment = "" } = await run("export", covered);
    const state = project.write("export.json", deployment);
    const said = await inSandbox(project.state, async () => {
      const place = { project: readProject(project.dir), stack: "dev", state: project.state };
      const config = readStackFile(join(project.dir, "Pulumi.dev.yaml"), place.project.name);
      const workspace = new Workspace(place, await theEngine(() => undefined), config);
      try {
        return await workspace.cli("policy", "analyze", "--json", "--file", state, "--policy-pack", policyPack);
      } finally {
        workspace.remove();
      }
    });
    const policies = [...said.matchAll(/"policyName":"([^"]*)"/g)].map(([, name]) => name);
    expect(policies).to.deep.equal(["exempted"]);
  });

  it("are refused where they are wrong, and leave the rule in force", async () => {
    const entry = { ...exemption, resource: "configured" };
    project.write("policies/config/dev.json", JSON.stringify({ exemptions: { entries: [entry] } }));
    const { report } = await run("preview", () => {
      covered();
      new App("configured");
      new App("outside");
      new App("late", { parent: new Exempted("expired", [{ ...exemption, expires: inDays(-1) }]) });
      const rule = "no-such-rule" as "ecr-scan-on-push";
      new App("misspelt", { parent: new Exempted("unknown", [{ ...exemption, rule }]) });
      new Exempted("unused", [exemption]);
    });
    const name = ({ rule, resource }: { rule: string; resource: string }) => `${rule} ${nameOf(resource)}`;
    expect(report.policy.exempted.map(name)).to.have.members([
      "ecr-scan-on-push aws:ecr/repository:Repository old",
      "ecr-scan-on-push aws:ecr/repository:Repository configured",
    ]);
    expect(report.policy.violations.map(name)).to.have.members([
      "exemptions fargate-platform:policy:Exempted expired",
      "exemptions fargate-platform:policy:Exempted unknown",
      "exemptions fargate-platform:policy:Exempted unused",
      "ecr-scan-on-push aws:ecr/repository:Repository outside",
      "ecr-scan-on-push aws:ecr/repository:Repository late",
      "ecr-scan-on-push aws:ecr/repository:Repository misspelt",
    ]);
    expect(report.error).to.equal("refused by mandatory rules: exemptions, ecr-scan-on-push");
  });
});
