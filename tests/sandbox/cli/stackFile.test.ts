import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readStackFile } from "../../../sandbox/stackFile";

describe("stack config file", () => {
  let dir: string;
  before(() => {
    dir = mkdtempSync(join(tmpdir(), "stack-file-"));
  });
  after(() => {
    rmSync(dir, { recursive: true });
  });

  function read(text: string): string {
    const file = join(dir, "Pulumi.dev.yaml");
    writeFileSync(file, text);
    return readStackFile(file, "platform");
  }

  it("passes a stack's config on as it is", () => {
    const text = "# a comment\nconfig:\n  aws:region: eu-west-1\n  platform:services:\n    - name: web # web\n";
    expect(read(text)).to.equal(text);
  });

  it("leaves out how the user's own stack encrypts, and nothing else", () => {
    const text =
      "config:\n  platform:a: 1 # kept\nencryptionsalt: v1:abc\nsecretsprovider: awskms://alias/x\nencryptedkey: k\n";
    expect(read(text)).to.equal("config:\n  platform:a: 1 # kept\n");
  });

  const mistakes: readonly (readonly [title: string, text: string, ...named: string[]])[] = [
    ["an empty file", "", "is empty"],
    ["a file of comments", "# nothing\n\n", "is empty"],
    ["a YAML syntax error, with its place", "config:\n  platform:a: [1\n", "not valid YAML", "line 3, column 1"],
    ["nested mappings in one line", "config:\n  platform:a: b: c\n", "line 2, column 15", "platform:a: b: c"],
    ["a tab for indentation", "config:\n\tplatform:a: 1\n", "line 2, column 1", "Tabs"],
    ["a key that is there twice", "config:\n  platform:a: 1\n  platform:a: 2\n", "line 3, column 3", "unique"],
    ["two documents", "config: {}\n---\nconfig: {}\n", "more than one YAML document"],
    ["a list", "- a\n- b\n", "not a mapping"],
    ["plain text", "hello\n", "not a mapping"],
    ["a config that is a list", "config:\n  - a\n", "`config` is not a mapping"],
    ["keys outside config", "platform:services: []\n", "`platform:services`", "below `config:`"],
    [
      "another project's file",
      "config:\n  shop:a: 1\n  aws:region: x\n",
      "another project, `shop`",
      "`platform:<key>`",
    ],
    ["a stray key of another project", "config:\n  platform:a: 1\n  platfrom:b: 1\n", "`platfrom`", "`platform:<key>`"],
    [
      "an encrypted value",
      "config:\n  platform:a:\n    secure: v1:abc\n",
      "`platform:a`",
      "encrypted",
      "--config-file",
    ],
  ];
  for (const [title, text, ...named] of mistakes) {
    it(`refuses ${title}`, () => {
      const check = expect(() => read(text))
        .to.throw(Error)
        .with.property("message");
      for (const part of ["Pulumi.dev.yaml", ...named]) {
        check.that.includes(part);
      }
    });
  }

  it("refuses a file that is missing, or a folder", () => {
    expect(() => readStackFile(join(dir, "none.yaml"), "platform")).to.throw(/none\.yaml does not exist/);
    expect(() => readStackFile(dir, "platform")).to.throw(/is a folder/);
  });
});
