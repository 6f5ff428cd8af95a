import { expect } from "chai";

import { pythonTool } from "../../tools/pythonTool";
import { each, failedPhase, workspaces } from "./builds";
import { Outcome } from "./codebuild";
import { Scanner, Workspace } from "./workspace";

const findings: readonly { readonly scanner: Scanner; readonly result: unknown; readonly says: string }[] = [
  {
    scanner: "hadolint",
    result: [{ line: 3, code: "DL3002", level: "warning", message: "Last USER should not be root" }],
    says: "DL3002",
  },
  {
    scanner: "trivy-config",
    result: {
      Results: [
        {
          Target: "Dockerfile",
          Misconfigurations: [{ ID: "DS-0002", Status: "FAIL", Severity: "HIGH", Message: "Specify a user" }],
        },
      ],
    },
    says: "DS-0002",
  },
  {
    scanner: "dockle",
    result: {
      details: [{ code: "CIS-DI-0001", title: "Create a user", level: "WARN", alerts: ["Last user is root"] }],
    },
    says: "CIS-DI-0001",
  },
  {
    scanner: "trivy-image",
    result: {
      Results: [
        {
          Target: "app",
          Vulnerabilities: [
            {
              VulnerabilityID: "CVE-2026-1",
              PkgName: "left-pad",
              InstalledVersion: "1.0.0",
              FixedVersion: "1.0.1",
              Severity: "CRITICAL",
              Title: 'Pads "too far" & <b>left</b>',
            },
          ],
          Secrets: [{ RuleID: "aws-access-key-id", Severity: "CRITICAL", Title: "AWS Access Key ID", StartLine: 7 }],
        },
      ],
    },
    says: "CVE-2026-1",
  },
];

describe("scans of an image build", function () {
  this.timeout(120_000);
  const workspace = workspaces();

  describe("refuses what a scanner finds", () => {
    let outcomes: { made: Workspace; outcome: Outcome }[];
    before(async () => {
      outcomes = await each(findings, async ({ scanner, result }) => {
        const made = workspace();
        made.finds(scanner, result);
        return { made, outcome: await made.build() };
      });
    });

    for (const [index, { scanner, says }] of findings.entries()) {
      it(`${scanner}: pushes nothing, says what and where to accept it, and reports it`, () => {
        const { made, outcome } = outcomes[index] ?? expect.fail();
        expect(failedPhase(outcome)).to.equal("build");
        expect(made.pushed).to.equal(undefined);
        expect(outcome.log).to.match(new RegExp(`failure\t${says}\t`));
        expect(outcome.log).to.match(/ERROR: .*accept it/);
        const report = scanner === "trivy-config" ? "trivy-dockerfile" : scanner;
        expect(made.output(`reports/${report}.xml`)).to.match(new RegExp(`name="${says}"><failure message="`));
      });
    }

    it("with reports that are well-formed whatever the finding's text", () => {
      const report = outcomes[3]?.made.output("reports/trivy-image.xml") ?? "";
      expect(report).to.contain("Pads &quot;too far&quot; &amp; &lt;b&gt;left&lt;/b&gt;");
      expect(report).to.contain('tests="3" failures="2"');
    });
  });

  it("does not take a scanner's silence for a pass", async () => {
    const scanners = ["hadolint", "trivy-config", "dockle", "trivy-image"] as const;
    const results = await each(scanners, async (scanner) => {
      const made = workspace();
      made.finds(scanner, "", 0);
      const { succeeded } = await made.build();
      return { scanner, succeeded, pushed: made.pushed };
    });
    expect(results).to.deep.equal(scanners.map((scanner) => ({ scanner, succeeded: false, pushed: undefined })));
  });

  it("lets lesser findings pass and notes them in the report", async () => {
    const made = workspace();
    made.finds("hadolint", [{ line: 1, code: "DL3059", level: "info", message: "Multiple RUN" }], 0);
    made.finds(
      "dockle",
      { details: [{ code: "CIS-DI-0006", title: "HEALTHCHECK", level: "INFO", alerts: ["none"] }] },
      0,
    );
    const { succeeded } = await made.build();
    expect(succeeded).to.equal(true);
    expect(made.output("reports/hadolint.xml")).to.match(/failures="0">[\s\S]*DL3059"><skipped/);
    expect(made.output("reports/dockle.xml")).to.match(/failures="0">[\s\S]*CIS-DI-0006"><skipped/);
  });

  it("is not weakened by configuration of the scanners in the repository", async function () {
    const made = workspace();
    made.useReal("hadolint", pythonTool("hadolint"));
    made.write("api/Dockerfile", "FROM debian\nRUN cd /srv && sudo ls\n");
    made.write(".hadolint.yaml", "ignored: [DL3003, DL3004, DL3006]\nfailure-threshold: error\n");
    const outcome = await made.build();
    expect(failedPhase(outcome)).to.equal("build");
    expect(outcome.log).to.contain("failure\tDL3004");

    const other = workspace();
    other.write("trivy.yaml", "severity: [CRITICAL]\n");
    other.write("api/trivy-secret.yaml", "disable-rules: [aws-access-key-id]\n");
    other.write("api/.trivyignore", "# until 2999-01-01: reason\nCVE-2026-1\n");
    other.write(".dockleignore", "CIS-DI-0001\n");
    await other.build();
    expect(other.folderOf("trivy-image")).to.deep.equal([".trivyignore"]);
    expect(other.folderOf("dockle")).to.include(".trivyignore").and.not.include(".dockleignore");
  });

  it("refuses an image beyond the budget and names the largest layers with what made them", async () => {
    const made = workspace();
    const outcome = await made.build({ environment: { SIZE_BUDGET_MIB: "1" } });
    expect(failedPhase(outcome)).to.equal("build");
    expect(made.pushed).to.equal(undefined);
    expect(outcome.log).to.contain("ERROR: The image is too large: 1.2 MiB compressed, of 1 MiB. Largest layers:");
    const lines = outcome.log.split("\n");
    const layers = lines.slice(lines.findIndex((line) => line.includes("too large")) + 1, -1);
    expect(layers.map((line) => line.trim())).to.deep.equal([
      "0.9 MiB  RUN npm ci && npm prune # buildkit",
      "0.3 MiB  ADD rootfs.tar /",
      "0.0 MiB  COPY dist /app",
    ]);
  });

  describe("when Trivy's database cannot be downloaded", () => {
    const throttled = "trivy image --download-db-only*";
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

    it("goes on with a kept one of the last three days, and says so", async () => {
      const made = workspace();
      made.keepDatabase(daysAgo(2.5));
      const { succeeded, log } = await made.build({ fail: throttled });
      expect(succeeded).to.equal(true);
      expect(log).to.match(/WARNING: Trivy's database cannot be downloaded; the scan uses the kept one, of 20/);
    });

    it("fails with an older one, or without any", async () => {
      const old = workspace();
      old.keepDatabase(daysAgo(3.1));
      const outcome = await old.build({ fail: throttled });
      expect(failedPhase(outcome)).to.equal("pre_build");
      expect(outcome.log).to.contain("is older than 3 days");

      const none = await workspace().build({ fail: throttled });
      expect(failedPhase(none)).to.equal("pre_build");
      expect(none.log).to.contain("none is kept");
    });
  });
});
