import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";

import { platform } from "../../sandbox/platform";
import { checkout } from "../../sandbox/project";
import type { Violation } from "../../sandbox/report";
import { runOperation } from "../../sandbox/run";

type Inputs = Record<string, unknown>;

/** Changes the inputs of one resource of the platform's program, as somebody who edits it might. */
interface Edit {
  readonly type: string;
  readonly name: string;
  readonly change: (inputs: Inputs) => Inputs;
}

interface Stage {
  readonly name: string;
  readonly actions: readonly { readonly provider: string; readonly configuration: Inputs }[];
}

const pipeline = "aws:codepipeline/pipeline:Pipeline";
const project = "aws:codebuild/project:Project";

const withoutApproval: Edit = {
  type: pipeline,
  name: "frontend",
  change: (inputs) => ({ ...inputs, stages: (inputs["stages"] as Stage[]).filter(({ name }) => name !== "Approve") }),
};

/** The image comes from a repository of production's own, which nothing but a build of its own fills. */
const ownImages: Edit = {
  type: pipeline,
  name: "backend",
  change: (inputs) => ({
    ...inputs,
    stages: (inputs["stages"] as Stage[]).map((stage) => ({
      ...stage,
      actions: stage.actions.map((action) =>
        action.provider === "ECR"
          ? { ...action, configuration: { ...action.configuration, RepositoryName: "fargate-platform-prod/backend" } }
          : action,
      ),
    })),
  }),
};

/** Takes the step of the build that runs a scanner out. */
function without(tool: RegExp, name: string): Edit {
  return {
    type: project,
    name,
    change: (inputs) => {
      const source = inputs["source"] as { buildspec: string };
      const spec = parse(source.buildspec) as { phases: { build: { commands: string[] } } };
      const { build } = spec.phases;
      const commands = build.commands.filter((command) => !tool.test(command));
      expect(commands.length, "there was such a step").to.equal(build.commands.length - 1);
      build.commands = commands;
      return { ...inputs, source: { ...source, buildspec: stringify(spec) } };
    },
  };
}

const everyRepository: Edit = {
  type: "aws:iam/rolePolicy:RolePolicy",
  name: "backend-build",
  change: (inputs) => ({
    ...inputs,
    policy: String(inputs["policy"]).replace(
      '"Statement":[',
      '"Statement":[{"Effect":"Allow","Action":"ecr:*","Resource":"*"},',
    ),
  }),
};

describe("the policies refuse, in the first preview,", function () {
  this.timeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), "refused-"));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  async function violations(stack: string, ...edits: readonly Edit[]): Promise<Violation[]> {
    const { report } = await runOperation({
      operation: "preview",
      stack,
      projectDir: checkout,
      state: join(folder, stack),
      policyPack: join(checkout, "policies"),
      program: async () => {
        pulumi.runtime.registerStackTransformation(({ name, opts, props, type }) => {
          const edit = edits.find((one) => one.type === type && one.name === name);
          return edit === undefined ? undefined : { props: edit.change(props), opts };
        });
        return platform();
      },
    });
    expect(report.error).to.match(/^refused by (a )?mandatory rule/);
    expect(report.policy.inconclusive).to.equal(0);
    return report.policy.violations;
  }

  function found(list: readonly Violation[], resource: RegExp): string[] {
    return [...new Set(list.filter((one) => resource.test(one.resource)).map(({ rule }) => rule))];
  }

  it("a build that lacks Dockle, one that lacks Trivy, and one whose role was widened", async () => {
    const list = await violations(
      "dev",
      without(/^ *dockle --input/m, "frontend"),
      without(/^ *trivy_scan trivy-image/m, "backend"),
      everyRepository,
    );
    expect(found(list, /Project::frontend$/)).to.include("build-scans-images");
    expect(found(list, /Project::backend$/)).to.include("build-scans-images");
    expect(list.map(({ rule }) => rule)).to.include("codebuild-least-privilege");
    expect(
      list.filter(({ rule }) => !["build-scans-images", "codebuild-least-privilege"].includes(rule)),
    ).to.deep.equal([]);
  });

  it("a pipeline of production without approval, and one with images of its own", async () => {
    const list = await violations("prod", withoutApproval, ownImages);
    expect(found(list, /Pipeline::frontend$/)).to.deep.equal(["prod-requires-approval"]);
    expect(found(list, /Pipeline::backend$/)).to.deep.equal(["prod-image-from-staging"]);
    expect(list).to.have.length(2);
  });
});
