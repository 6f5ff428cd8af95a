import { expect } from "chai";

import { each, failedPhase, workspaces } from "./builds";
import { Outcome } from "./codebuild";
import { Workspace } from "./workspace";

describe("findings that an image build accepts", function () {
  this.timeout(120_000);
  const workspace = workspaces();

  const past = "2020-01-31";
  const future = "2999-01-31";
  const cases: readonly { readonly file: string; readonly content: string; readonly says: RegExp | undefined }[] = [
    { file: ".trivyignore", content: `# until ${future}: no untrusted input\nCVE-2026-1\n`, says: undefined },
    { file: ".trivyignore", content: "# What we accept\n\n", says: undefined },
    {
      file: ".trivyignore",
      content: "CVE-2026-1",
      says: /\.trivyignore:1: "CVE-2026-1" needs a line above it: # until/,
    },
    {
      file: ".trivyignore",
      content: `# until ${future}:  \nCVE-2026-1\n`,
      says: /:2: "CVE-2026-1" needs a line above/,
    },
    {
      file: ".trivyignore",
      content: `# until ${past}: x\nCVE-2026-1\n`,
      says: /:2: "CVE-2026-1" was accepted until 2020-01-31: fix/,
    },
    { file: ".trivyignore", content: "# until 2999-02-30: x\nCVE-2026-1\n", says: /2999-02-30 is no date/ },
    {
      file: ".trivyignore",
      content: `# until ${future}: x\nCVE-2026-1\nCVE-2026-2\n`,
      says: /:3: "CVE-2026-2" needs/,
    },
    {
      file: ".dockleignore",
      content: `# until ${past}: x\r\nCIS-DI-0001\r\n`,
      says: /api\/\.dockleignore:2: "CIS-DI-0001" was/,
    },
    { file: ".dockleignore", content: `# until ${future}: x\nCIS-DI-0001`, says: undefined },
    {
      file: "Dockerfile",
      content: "FROM a\n# hadolint ignore=DL3008\nRUN x\n",
      says: /Dockerfile:2: "# hadolint ignore=DL3008" needs/,
    },
    {
      file: "Dockerfile",
      content: "FROM a\n#trivy:ignore:DS-0002\nUSER root\n",
      says: /Dockerfile:2: "#trivy:ignore:DS-0002" needs/,
    },
    {
      file: "Dockerfile",
      content: `FROM a\n# until ${future}: x\n# hadolint ignore=DL3008\nRUN x\n`,
      says: undefined,
    },
  ];
  let outcomes: { made: Workspace; outcome: Outcome }[];
  before(async () => {
    outcomes = await each(cases, async ({ file, content, says }) => {
      const made = workspace();
      made.write(`api/${file}`, content);
      // What is accepted ends soon after the check, which keeps the test short.
      return {
        made,
        outcome: await made.build({ fail: says === undefined ? "trivy image --download-db-only*" : "" }),
      };
    });
  });

  for (const [index, { file, content, says }] of cases.entries()) {
    it(`${says === undefined ? "takes" : "refuses"} ${JSON.stringify(content)} in ${file}`, () => {
      const { made, outcome } = outcomes[index] ?? expect.fail();
      expect(failedPhase(outcome)).to.equal("pre_build");
      const checked = made.calls.some((call) => call.includes("--download-db-only"));
      expect(checked).to.equal(says === undefined);
      expect(outcome.log).to.match(says ?? /refused by the test/);
      expect(made.pushed).to.equal(undefined);
    });
  }
});
