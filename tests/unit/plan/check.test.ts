import { expect } from "chai";
import fc from "fast-check";

import { addressesLast } from "../../../stacks/config/checks/addresses";
import { rangeIsLargeEnough } from "../../../stacks/config/checks/network";
import { Mistake, pathText } from "../../../stacks/config/mistake";
import { stackSchema } from "../../../stacks/config/schema";
import { salvage } from "../../../stacks/config/walk";
import { edited } from "../config/example";

/** What the check says of the example with some changes. */
function mistakes(edits: Readonly<Record<string, unknown>>): Mistake[] {
  const facts = factsOf(edits);
  return [...addressesLast(facts)];
}

function factsOf(edits: Readonly<Record<string, unknown>>) {
  const values = Object.fromEntries(
    Object.entries(edited(edits)).map(([key, value]) => [key.replace("fargate-platform:", ""), value]),
  );
  const draft = salvage(stackSchema, values) ?? {};
  return { project: "fargate-platform", stack: "dev", region: "ap-northeast-1", draft, wrong: [] };
}

function only(found: readonly Mistake[]): Mistake {
  expect(found).to.have.length(1);
  return found[0] as Mistake;
}

describe("Addresses in the config report", () => {
  it("say nothing while they last", () => {
    expect(mistakes({})).to.deep.equal([]);
    expect(mistakes({ "network.cidr": "10.0.0.0/22", "services[0].count": { min: 1, max: 100 } })).to.deep.equal([]);
  });

  it("name the range that would do, at its first address, and the largest service", () => {
    const { path, given, allowed, fix } = only(
      mistakes({ "network.cidr": "10.0.6.0/23", "services[1].count": { min: 1, max: 100 } }),
    );
    expect(pathText(path)).to.equal("network.cidr");
    // 100 and 1 tasks twice, 8 of the internal load balancer, 2 functions.
    expect(given).to.contain('"10.0.6.0/23", where each private subnet is a /25 with 123 addresses');
    expect(given).to.contain("the worst case takes 212 (a /24)");
    expect(allowed).to.contain("/16 to /22 for 2 zones");
    expect(fix).to.contain("such as 10.0.4.0/22").and.to.contain("count.max of backend, 100");
  });

  it("end where the range that they name begins", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 16, max: 22 }),
        fc.integer({ min: 2, max: 4 }),
        fc.integer({ min: 1, max: 4000 }),
        (prefix, availabilityZones, max) => {
          const edits = { "network.availabilityZones": availabilityZones, "services[0].count": { min: 1, max } };
          const [found] = mistakes({ ...edits, "network.cidr": `10.0.0.0/${prefix}` });
          if (found === undefined || pathText(found.path) !== "network.cidr") {
            return;
          }
          const suggested = Number(/such as [\d.]+\/(\d+)/.exec(found.fix)?.[1]);
          expect(suggested).to.be.below(prefix);
          expect(mistakes({ ...edits, "network.cidr": `10.0.0.0/${suggested}` })).to.deep.equal([]);
          expect(mistakes({ ...edits, "network.cidr": `10.0.0.0/${suggested + 1}` })).to.have.length(1);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("name the most that fits where no range is large enough", () => {
    const edits = { "network.availabilityZones": 6, "services[0].count": { min: 1, max: 5000 } };
    const many = Array.from({ length: 2 }, (_, index) => ({ name: `worker-${index}`, count: { min: 1, max: 4000 } }));
    const found = only(mistakes({ ...edits, services: [{ name: "api", count: { min: 1, max: 5000 } }, ...many] }));
    expect(pathText(found.path)).to.equal("services[0].count.max");
    const most = Number(/at most (\d+)/.exec(found.allowed)?.[1]);
    const withMax = (max: number) =>
      mistakes({ ...edits, services: [{ name: "api", count: { min: 1, max } }, ...many] });
    expect(withMax(most)).to.deep.equal([]);
    expect(withMax(most + 1)).to.have.length(1);
  });

  it("ask for fewer services where lowering one is not enough", () => {
    const services = Array.from({ length: 30 }, (_, index) => ({ name: `s${index}`, count: { min: 1, max: 5000 } }));
    const { path, fix } = only(mistakes({ services }));
    expect(pathText(path)).to.equal("services");
    expect(fix).to.contain("two stacks");
  });

  it("leave a range that is too small for any load balancer to the check of that", () => {
    const edits = { "network.cidr": "10.0.0.0/24", "network.availabilityZones": 4, "services[0].count": { max: 500 } };
    expect([...rangeIsLargeEnough(factsOf(edits))]).to.have.length(1);
    expect(mistakes(edits)).to.deep.equal([]);
  });

  it("judge what is right of a config that has other mistakes, and nothing without range or zones", () => {
    const large = { "network.cidr": "10.0.0.0/23", "services[1].count": { min: 1, max: 100 } };
    expect(mistakes({ ...large, "services[0].count.max": "many", "network.nat": "maybe" })).to.have.length(1);
    expect(mistakes({ ...large, "network.cidr": "here" })).to.deep.equal([]);
    expect(mistakes({ ...large, "network.availabilityZones": 0 })).to.deep.equal([]);
    expect(mistakes({ ...large, services: undefined })).to.deep.equal([]);
  });

  it("count builds in the VPC and the bastion", () => {
    // 2 × 56 and 2 × 1 tasks, 8 addresses for the internal load balancer, 2 functions: 124 of 123.
    const base = { "network.cidr": "10.0.0.0/23", "services[1].count": { max: 56 } };
    expect(mistakes(base)).to.have.length(1);
    const lower = { ...base, "services[1].count": { max: 55 } };
    expect(mistakes(lower)).to.deep.equal([]);
    expect(mistakes({ ...lower, "delivery.build.inVpc": true })).to.have.length(1);
    expect(mistakes({ ...lower, "bastion.mode": "ecs-exec" })).to.have.length(1);
  });
});
