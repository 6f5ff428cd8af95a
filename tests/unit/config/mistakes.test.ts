import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import fc from "fast-check";
import { ConfigError, parseConfig } from "../../../stacks/config";
import { Case, cases } from "./cases";
import { about, edited, example, parse, refused } from "./example";

describe("Mistakes in a stack's config", () => {
  for (const { what, edits, place, stack, says } of cases) {
    it(`tells of ${what}`, () => {
      const first = place ?? Object.keys(edits)[0] ?? "";
      const paragraph = about(refused(edited(edits), stack), first);
      for (const text of says) {
        expect(paragraph).to.contain(text);
      }
    });
  }

  it("are reported one by one: the example with one wrong field has one mistake", () => {
    const alone = cases.filter(({ edits, stack }) => Object.keys(edits).length === 1 && stack === undefined);
    const counts = alone.map(({ what, edits }) => [what, refused(edited(edits)).mistakes.length]);
    // A wrong name or exposure makes no other mistake by itself, apart from what depends on it.
    expect(counts.filter(([, count]) => count !== 1)).to.deep.equal([["no NAT with the gateway endpoint alone", 4]]);
  });

  it("are all told in one go, with a header that counts them", () => {
    const error = refused(
      edited({
        "network.cidr": "10.0.0.0/8",
        "services[0].size": "0.25 vCPU / 4 GB",
        "services[1].count.min": 0,
        "services[1].exposre": "internal",
        "logging.retentionDays": 31,
      }),
    );
    expect(error.message.split("\n")[0]).to.equal("Pulumi.dev.yaml: 5 mistakes, nothing was changed");
    expect(error.mistakes).to.have.length(5);
    expect(
      error.message
        .split("\n\n")
        .slice(1)
        .map((paragraph) => paragraph.split("\n")[0]),
    ).to.deep.equal([
      "fargate-platform:network.cidr",
      "fargate-platform:services[0].size (frontend)",
      "fargate-platform:services[1].count.min (backend)",
      "fargate-platform:services[1].exposre (backend)",
      "fargate-platform:logging.retentionDays",
    ]);
  });

  it("hide no other mistake, whichever come together", () => {
    const independent = cases.filter(({ stack }) => stack === undefined);
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...independent), { minLength: 2, maxLength: 4 }), (chosen) => {
        fc.pre(areApart(chosen));
        const error = refused(
          edited(Object.assign({}, ...chosen.map(({ edits }) => edits)) as Record<string, unknown>),
        );
        for (const { edits, place } of chosen) {
          expect(() => about(error, place ?? Object.keys(edits)[0] ?? "")).not.to.throw();
        }
      }),
      { numRuns: 300 },
    );
  });

  it("take three lines each at most, and no long ones' rest", () => {
    for (const { edits, stack } of cases) {
      for (const paragraph of refused(edited(edits), stack).message.split("\n\n").slice(1)) {
        expect(paragraph.split("\n")).to.have.length(3);
      }
    }
    const [, paragraph] = refused(
      edited({ "services[0].image": `${"x".repeat(5000)}\n\nfake: mistake` }),
    ).message.split("\n\n");
    expect(paragraph).to.have.length.below(400);
  });

  it("are thrown as an error that Pulumi shows without a stack trace", () => {
    expect(pulumi.RunError.isInstance(refused(edited({ "network.nat": "one" })))).to.equal(true);
  });

  it("never show what may be a secret", () => {
    const secret = "hunter2-hunter2";
    const places = [
      "services[0].environment.DB_PASSWORD",
      "services[0].secrets",
      "services[0].secrets.DB_PASSWORD",
      "services[0].secrets.DB_PASSWORD.secretsManager.value",
      "services[0].secrets.DB_PASSWORD.parameter",
      "services[0].environment",
      "services[0].password",
      "password",
    ];
    for (const place of places) {
      expect(refused(edited({ [place]: `${secret} ` })).message, place).not.to.contain(secret);
    }
  });

  it("name an encrypted value, and show neither it nor anything it leads to", () => {
    const values = { ...edited({ bootstrapImage: "hunter2" }), "fargate-platform:services": '[{"name":"hunter2"}]' };
    const isEncrypted = (key: string) => key !== "fargate-platform:network";
    const parseEncrypted = () => parseConfig({ project: "fargate-platform", stack: "dev", values, isEncrypted });
    expect(parseEncrypted)
      .to.throw(ConfigError)
      .with.property("message")
      .that.satisfies((message: string) => {
        expect(message).to.contain("fargate-platform:bootstrapImage\n  given an encrypted value");
        expect(message).to.contain("fargate-platform:services\n  given an encrypted value");
        return !message.includes("hunter2");
      });
  });
});

describe("Config of the wrong kind", () => {
  const one = (values: Record<string, unknown>) => {
    const { mistakes, message } = refused(values);
    expect(mistakes).to.have.length(1);
    return message;
  };

  it("that is empty, lists the keys that are required", () => {
    for (const values of [{}, { "fargate-platform:network": "", "fargate-platform:services": "" }]) {
      expect(one(values)).to.contain("at least aws:region, fargate-platform:network, fargate-platform:services");
    }
  });

  it("that has a region only, lists the other keys that are required", () => {
    expect(one({ "aws:region": "eu-west-1" })).to.contain(
      "at least fargate-platform:network, fargate-platform:services",
    );
  });

  it("that is another project's, says so and nothing else", () => {
    const message = one({ "aws:region": "eu-west-1", "shop:network": "{}", "shop:services": "[]" });
    expect(message).to.contain("shop:network").and.to.contain("belongs to another project");
    expect(one({ "fargate-platfrom:network": "{}" })).to.contain("Did you mean fargate-platform: in place of");
  });

  it("that has a key of another project, names it and the namespace that was meant", () => {
    expect(one({ ...example(), "shop:vpc": "a" }))
      .to.contain("shop:vpc")
      .and.to.contain("Delete it");
    expect(one({ ...example(), "fargate-platfrom:tags": "{}" })).to.contain("Did you mean fargate-platform:tags?");
  });

  it("that configures providers, is none of its business", () => {
    const values = { ...example(), "aws:profile": "dev", "awsx:a": "b", "pulumi:tags": "{}" };
    expect(() => parse(values)).not.to.throw();
  });

  it("that belongs to a stack of which no names can be made, names the stack", () => {
    for (const stack of ["Dev", "dev_1", "a--b", "a".repeat(21)]) {
      expect(refused(example(), stack).message).to.contain(`stack name\n  given "${stack}"`);
    }
  });
});

/** True when none of the cases changes what another one changes or depends on. */
function areApart(chosen: readonly Case[]): boolean {
  const changes = ({ edits, place = "" }: Case) => [...Object.keys(edits), place].filter((each) => each !== "");
  return chosen.every((one) =>
    chosen.every(
      (other) =>
        one === other ||
        !changes(one).some((a) =>
          [...changes(other), ...(other.reads ?? [])].some((b) => isWithin(a, b) || isWithin(b, a)),
        ),
    ),
  );
}

function isWithin(place: string, other: string): boolean {
  return place === other || place.startsWith(`${other}.`) || place.startsWith(`${other}[`);
}
