import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { pythonTool } from "../../tools/pythonTool";
import { stages, values } from "../sample/Dockerfile";
import { imageFolder } from "./Container";

describe("the bastion's image", function () {
  // The first time, hadolint and shellcheck are installed.
  this.timeout(120_000);

  const dockerfile = join(imageFolder, "Dockerfile");
  const all = stages(readFileSync(dockerfile, "utf8"));
  const instructions = all.flat();
  const run = values(instructions, "RUN").join("\n");

  const check = (tool: "hadolint" | "shellcheck", ...args: readonly string[]) => {
    const { stdout, stderr, status } = spawnSync(pythonTool(tool), args, { encoding: "utf8" });
    return { said: `${stdout}${stderr}`, status };
  };

  it("has a Dockerfile in which hadolint finds nothing", () => {
    expect(check("hadolint", "--failure-threshold", "style", dockerfile)).to.deep.equal({ said: "", status: 0 });
  });

  it("has scripts in which shellcheck finds nothing, and which never show what they run", () => {
    const scripts = [imageFolder, join(__dirname, "fakes"), join(__dirname, "cli/fakes")].flatMap((folder) =>
      readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(folder, entry.name))
        .filter((file) => readFileSync(file, "utf8").startsWith("#!/bin/bash")),
    );
    expect(scripts).to.have.lengthOf.at.least(7);
    expect(check("shellcheck", "--severity", "style", ...scripts)).to.deep.equal({ said: "", status: 0 });
    for (const script of scripts.filter((file) => file.startsWith(imageFolder))) {
      expect(readFileSync(script, "utf8"), script).not.to.match(/set [^\n]*(-\w*x|xtrace)|bash -\w*x|BASH_XTRACEFD/);
    }
  });

  it("is built from an image that is named by digest, without a platform, which leaves both architectures", () => {
    expect(all).to.have.lengthOf(1);
    expect(values(instructions, "FROM")[0]).to.match(/^public\.ecr\.aws\/[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$/);
  });

  it("installs signed packages only, and sees that Amazon's key of the release signed each", () => {
    expect(run).to.contain("*.gpgcheck=1").and.contain("Key ID e951904ad832c631");
    expect(run).not.to.match(/curl |wget |--nogpgcheck|gpgcheck=0|https?:/);
    expect(values(instructions, "ADD")).to.deep.equal([]);
  });

  it("has the agent, the AWS CLI, dig, and the recorder of sessions", () => {
    for (const name of ["amazon-ssm-agent", "awscli-2", "bind-utils", "jq", "util-linux"]) {
      expect(run).to.contain(name);
    }
  });

  it("takes database clients by argument, and refuses what it does not know", () => {
    const chosen = (clients: string) => {
      const upToInstall = run.slice(0, run.indexOf("dnf install"));
      const script = `set -euo pipefail; CLIENTS='${clients}'; ${upToInstall} printf '%s ' "\${packages[@]}"`;
      return spawnSync("bash", ["-c", script], { encoding: "utf8" });
    };
    expect(chosen("postgresql mysql").stdout).to.contain(" postgresql17 mariadb1011-client-utils ");
    expect(chosen("").stdout).not.to.match(/postgresql|mariadb/);
    expect(chosen("oracle")).to.include({ status: 1 });
    expect(chosen("oracle").stderr).to.contain('"oracle"; allowed are postgresql and mysql');
  });

  it("has the user whom sessions run as, and no program that raises its caller", () => {
    expect(run)
      .to.match(/useradd --uid [1-9]\d+ .*bastion/)
      .and.contain("-perm /6000 -exec chmod a-s");
    expect(run.lastIndexOf("useradd")).to.be.below(run.indexOf("-perm /6000"));
    expect(run).not.to.match(/sudo/);
  });

  it("declares every path that is written to, so that a volume there has the image's owners and permissions", () => {
    expect(JSON.parse(values(instructions, "VOLUME")[0] ?? "")).to.have.members([
      "/var/lib/amazon/ssm",
      "/var/log/amazon/ssm",
      "/home/bastion",
      "/tmp",
    ]);
  });

  it("starts and checks scripts that it copies", () => {
    const copied = values(instructions, "COPY").flatMap((value) =>
      value
        .replace(/--\S+ /g, "")
        .split(" ")
        .slice(0, -1),
    );
    expect(copied.filter((file) => !existsSync(join(imageFolder, file)))).to.deep.equal([]);
    const health = values(instructions, "HEALTHCHECK")[0] ?? "";
    for (const command of [values(instructions, "ENTRYPOINT")[0] ?? "", health.slice(health.indexOf("["))]) {
      const [path = ""] = JSON.parse(command) as string[];
      expect(copied).to.include(path.replace("/usr/local/bin/", ""));
    }
  });

  it("configures the agent to write no credentials to disk, and to forward no port to those of the task", () => {
    const config = JSON.parse(readFileSync(join(imageFolder, "amazon-ssm-agent.json"), "utf8")) as {
      readonly Profile: { readonly ShareCreds: boolean };
      readonly Mgs: { readonly DeniedPortForwardingRemoteIPs: readonly string[] };
    };
    expect(config.Profile.ShareCreds).to.equal(false);
    // The agent's own list, which this one takes the place of, and the address of ECS's credentials.
    expect(config.Mgs.DeniedPortForwardingRemoteIPs).to.include.members([
      "169.254.169.254",
      "fd00:ec2::254",
      "169.254.169.253",
      "fd00:ec2::253",
      "169.254.170.2",
    ]);
  });
});
