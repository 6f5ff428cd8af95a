import { expect } from "chai";
import * as fc from "fast-check";
import { rules } from "../../policies/rules";
import { casesOf } from "./cases";
import { task } from "./cases/case";
import { askResource, pathIn, UNKNOWN } from "./harness";

describe("messages", () => {
  it("say what, where, why and the change, one line each", () => {
    const { reports } = askResource(rules, {
      ...task("", [{ name: "app", user: "0" }]),
      name: "frontend",
    });
    expect(reports.find(({ policy }) => policy === "no-root-containers")?.message.split("\n")).to.deep.equal([
      'no-root-containers: container "app" runs as root (user: "0").',
      '  where: aws:ecs/taskDefinition:TaskDefinition "frontend", containerDefinitions[app].user',
      `  why:   ${rules.find(({ id }) => id === "no-root-containers")?.why ?? ""}`,
      '  fix:   user: "10001"',
    ]);
  });

  it("name rule, resource and property of what cannot be judged", () => {
    const { reports } = askResource(rules, {
      type: "aws:ecr/repository:Repository",
      name: "app",
      props: { imageTagMutability: "IMMUTABLE", imageScanningConfiguration: { scanOnPush: UNKNOWN } },
    });
    expect(reports).to.have.length(1);
    expect(reports[0]?.policy).to.equal("inconclusive");
    expect(reports[0]?.message.split("\n").slice(0, 2)).to.deep.equal([
      "ecr-scan-on-push cannot be judged: imageScanningConfiguration.scanOnPush is unknown until the deployment.",
      '  where: aws:ecr/repository:Repository "app", imageScanningConfiguration.scanOnPush',
    ]);
  });

  it("have the same form in every rule and stay below seven lines with the title that the SDK puts above", () => {
    for (const rule of rules) {
      for (const example of casesOf[rule.id] ?? []) {
        for (const { policy, message } of askResource([rule], example).reports) {
          const lines = message.split("\n");
          expect(rule.title).not.to.include("\n");
          expect(lines.length + 1).to.be.at.most(6);
          if (policy === rule.id) {
            expect(lines[0]).to.match(new RegExp(`^${rule.id}: .+\\.$`));
            expect(lines.slice(1).map((line) => line.slice(0, 9))).to.deep.equal([
              "  where: ",
              "  why:   ",
              "  fix:   ",
            ]);
          }
        }
      }
    }
  });

  it("put names and values from the inputs on one line, cut where they are long", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", minLength: 1, maxLength: 500 }),
      fc.constantFrom("two\nlines", "\r", 'a "quoted" word', "x".repeat(400)),
    );
    fc.assert(
      fc.property(text, text, (name, image) => {
        const { reports } = askResource(rules, { ...task("", [{ name, user: image, image }]), name: image });
        for (const { message } of reports) {
          expect(message.split("\n")).to.have.length(4);
          expect(message.length).to.be.lessThan(1500);
        }
      }),
    );
  });

  it("never show the value of an environment variable, nor the text of a broken document", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]{16,40}$/), (secret) => {
        const variable = { name: "DB_PASSWORD", value: secret };
        const whole = task("", [{ name: "app", environment: [variable, { name: "URL", value: `a://b:${secret}@c` }] }]);
        const broken = { ...whole, props: { containerDefinitions: `${secret}${JSON.stringify([variable])}` } };
        const messages = [whole, broken].flatMap((example) => askResource(rules, example).reports);
        expect(messages.filter(({ policy }) => policy === "no-plaintext-secrets")).to.have.length(3);
        for (const { message } of messages) {
          expect(message).not.to.include(secret);
        }
      }),
    );
  });

  it("never show the credential of a build", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]{16,40}$/), (secret) => {
        const { reports } = askResource(rules, {
          type: "aws:codebuild/project:Project",
          props: {
            environment: { environmentVariables: [{ name: "DB_PASSWORD", value: secret }] },
            logsConfig: { cloudwatchLogs: { groupName: "builds" } },
            source: {
              location: `https://me:${secret}@example.com/`,
              buildspec: JSON.stringify({ env: { variables: { API_TOKEN: secret } }, phases: {} }),
            },
          },
        });
        expect(reports.map(({ policy }) => policy)).to.deep.equal(Array(3).fill("no-plaintext-build-secrets"));
        for (const { message } of reports) {
          expect(message).not.to.include(secret);
        }
      }),
    );
  });

  it("point at the container by name, or by number where the name would not do", () => {
    const paths = (name: unknown) =>
      askResource(rules, task("", [{ name, user: "0" }]))
        .reports.filter(({ policy }) => policy === "no-root-containers")
        .map(({ message }) => pathIn(message));
    expect(paths("log-router")).to.deep.equal(["containerDefinitions[log-router].user"]);
    expect(paths("two\nlines")).to.deep.equal(["containerDefinitions[0].user"]);
    expect(paths(7)).to.deep.equal(["containerDefinitions[0].user"]);
  });
});
