import { expect } from "chai";
import fc from "fast-check";
import type { SubnetSpec, VpcArgs } from "../../../sandbox/awsx/arguments";
import { Ipv4Block } from "../../../sandbox/awsx/ipv4";
import { decideSubnets } from "../../../sandbox/awsx/subnetDecision";

const ZONES = ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d", "ap-northeast-1b"];

interface Case {
  cidrBlock: string;
  azCount: number;
  args: VpcArgs;
}

interface Placed {
  readonly type: string;
  readonly azName: string;
  readonly resourceName: string;
  readonly block: Ipv4Block;
}

function place({ cidrBlock, azCount, args }: Case): Placed[] {
  const decided = decideSubnets({
    vpcName: "net",
    args,
    azNames: ZONES.slice(0, azCount),
    natStrategy: "None",
    vpcCidrBlock: cidrBlock,
  });
  const blocks = decided.blocks;
  if (typeof blocks === "function") {
    throw new Error("the blocks must be known with the VPC's");
  }
  return decided.subnets.map((subnet, index) => ({ ...subnet, block: Ipv4Block.parse(blocks[index] ?? "") }));
}

/** What the placement of a case is, or why there is none. */
function attempt(case_: Case): Placed[] | string {
  try {
    return place(case_);
  } catch (error) {
    return (error as Error).message;
  }
}

/** VPCs with room for what the specs ask for, mostly. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    vpcMask: fc.integer({ min: 16, max: 22 }),
    second: fc.nat(255),
    azCount: fc.integer({ min: 1, max: 4 }),
    strategy: fc.constantFrom("Auto" as const, "AutoMerge" as const, "Legacy" as const),
    types: fc.array(fc.constantFrom("Public" as const, "Private" as const, "Isolated" as const), {
      minLength: 1,
      maxLength: 5,
    }),
    extraBits: fc.array(fc.option(fc.integer({ min: 2, max: 6 }), { nil: undefined }), { minLength: 5, maxLength: 5 }),
  })
  .map(({ vpcMask, second, azCount, strategy, types, extraBits }) => {
    const azMask = vpcMask + Math.ceil(Math.log2(azCount));
    const subnetSpecs = types.map((type, index): SubnetSpec => {
      const bits = extraBits[index];
      return { type, name: `s${index}`, ...(bits !== undefined && { cidrMask: Math.min(azMask + bits, 28) }) };
    });
    const cidrBlock = Ipv4Block.around(((10 << 24) | (second << 16)) >>> 0, vpcMask).toString();
    return { cidrBlock, azCount, args: { subnetStrategy: strategy, subnetSpecs } };
  });

function lastAddress(block: Ipv4Block): number {
  return block.base + block.size - 1;
}

describe("subnets of awsx:ec2:Vpc", () => {
  it("share no address, or are refused", () => {
    let placements = 0;
    fc.assert(
      fc.property(cases, (case_) => {
        const placed = attempt(case_);
        if (typeof placed === "string") {
          expect(placed).to.match(/^(Subnets are too large for VPC|The following subnets overlap|Automatic subnet)/);
          return;
        }
        placements += 1;
        const inOrder = placed.map(({ block }) => block).sort((a, b) => a.base - b.base);
        inOrder.slice(1).forEach((block, index) => {
          expect(lastAddress(inOrder[index] ?? block), block.toString()).to.be.lessThan(block.base);
        });
      }),
      { numRuns: 500 },
    );
    expect(placements).to.be.greaterThan(200);
  });

  // In another order there may be gaps before larger subnets, and the component leaves it to AWS to refuse what then
  // ends beyond the VPC.
  it("lie in the VPC's block where larger ones come first", () => {
    fc.assert(
      fc.property(cases, ({ args, ...case_ }) => {
        const subnetSpecs = (args.subnetSpecs ?? [])
          .map((spec) => ({ ...spec, cidrMask: spec.cidrMask ?? 28 }))
          .sort((a, b) => a.cidrMask - b.cidrMask);
        const placed = attempt({ ...case_, args: { subnetStrategy: "Auto", subnetSpecs } });
        fc.pre(typeof placed !== "string");
        const vpc = Ipv4Block.parse(case_.cidrBlock);
        for (const { block } of placed) {
          expect(vpc.contains(block.base) && vpc.contains(lastAddress(block)), block.toString()).to.equal(true);
        }
      }),
    );
  });

  it("have the mask that their spec asks for, on a boundary of their size", () => {
    fc.assert(
      fc.property(cases, (case_) => {
        const placed = attempt(case_);
        fc.pre(typeof placed !== "string");
        for (const { resourceName, block } of placed) {
          expect(block.base % block.size).to.equal(0);
          const spec = case_.args.subnetSpecs?.find(({ name }) => resourceName.startsWith(`net-${name}-`));
          if (spec?.cidrMask !== undefined) {
            expect(block.mask).to.equal(spec.cidrMask);
          }
        }
      }),
    );
  });

  it("are the same for every zone, and for every run", () => {
    fc.assert(
      fc.property(cases, (case_) => {
        const placed = attempt(case_);
        expect(attempt(case_)).to.deep.equal(placed);
        fc.pre(typeof placed !== "string");
        const masksOf = (azName: string) =>
          placed.filter((subnet) => subnet.azName === azName).map(({ type, block }) => `${type} /${block.mask}`);
        for (const azName of ZONES.slice(0, case_.azCount)) {
          expect(masksOf(azName)).to.deep.equal(masksOf(ZONES[0] ?? ""));
        }
      }),
    );
  });

  it("fill the VPC with strategy Exact, or the gaps are named", () => {
    const halves: SubnetSpec[] = [{ type: "Public" }, { type: "Unused" }];
    const exact = (specs: SubnetSpec[]): Case => ({
      cidrBlock: "10.0.0.0/16",
      azCount: 2,
      args: { subnetStrategy: "Exact", subnetSpecs: specs },
    });
    expect(place(exact(halves)).map(({ block }) => block.toString())).to.deep.equal([
      "10.0.0.0/18",
      "10.0.64.0/18",
      "10.0.128.0/18",
      "10.0.192.0/18",
    ]);
    expect(() => place(exact([{ type: "Public" }, { type: "Isolated", cidrMask: 24 }]))).to.throw(
      "There are gaps in the subnet ranges. Please fix the following gaps: net-isolated-1 (10.0.64.0/24) <=> " +
        "net-public-2 (10.0.128.0/18), net-isolated-2 (ending 10.0.192.254) ends before VPC ends (at 10.0.255.254})",
    );
    expect(() => place(exact([{ type: "Public", cidrBlocks: ["10.0.128.0/18", "10.0.192.0/18"] }]))).to.throw(
      "net-public-1 (10.0.128.0/18) does not start at the beginning of the VPC (10.0.0.0/16)",
    );
  });

  it("come in the strategy's order", () => {
    const subnetSpecs: SubnetSpec[] = [{ type: "Isolated" }, { type: "Public" }, { type: "Private" }];
    const blocks = (subnetStrategy: VpcArgs["subnetStrategy"], specs?: SubnetSpec[]): string[] =>
      place({ cidrBlock: "10.0.0.0/16", azCount: 2, args: { subnetStrategy, subnetSpecs: specs } }).map(
        ({ resourceName, block }) => `${resourceName} ${block.toString()}`,
      );
    expect(blocks("Auto", subnetSpecs).slice(0, 3)).to.deep.equal([
      "net-isolated-1 10.0.0.0/19",
      "net-public-1 10.0.32.0/19",
      "net-private-1 10.0.64.0/19",
    ]);
    expect(blocks("Legacy", subnetSpecs).slice(0, 3)).to.deep.equal([
      "net-private-1 10.0.0.0/19",
      "net-public-1 10.0.32.0/20",
      "net-isolated-1 10.0.48.0/24",
    ]);
    expect(blocks(undefined)).to.deep.equal([
      "net-private-1 10.0.0.0/18",
      "net-private-2 10.0.128.0/18",
      "net-public-1 10.0.64.0/19",
      "net-public-2 10.0.192.0/19",
    ]);
    expect(blocks("AutoMerge", [{ type: "Isolated", name: "data", cidrMask: 24 }]).slice(0, 3)).to.deep.equal([
      "net-private-1 10.0.0.0/18",
      "net-public-1 10.0.64.0/19",
      "net-data-1 10.0.96.0/24",
    ]);
  });

  it("name their zone in the tag, not in the resource, where the tag strategy says so", () => {
    const [subnet] = decideSubnets({
      vpcName: "net",
      args: { subnetNameTagStrategy: "AvailabilityZone" },
      azNames: ["us-west-2-lax-1a"],
      natStrategy: "None",
      vpcCidrBlock: "10.0.0.0/16",
    }).subnets;
    expect(subnet).to.include({ resourceName: "net-private-1", nameTag: "net-private-2-lax-1a" });
  });

  it("wait for the block of an IPAM pool, and are checked then", () => {
    const decided = decideSubnets({
      vpcName: "net",
      args: { subnetStrategy: "Auto" },
      azNames: ZONES.slice(0, 2),
      natStrategy: "Single",
      vpcCidrBlock: undefined,
    });
    const blocks = decided.blocks;
    expect(decided.subnets.map(({ resourceName }) => resourceName)).to.deep.equal([
      "net-private-1",
      "net-public-1",
      "net-private-2",
      "net-public-2",
    ]);
    if (typeof blocks !== "function") {
      throw new Error("the blocks cannot be known before the VPC's");
    }
    expect(blocks("10.7.0.0/20").slice(0, 2)).to.deep.equal(["10.7.0.0/22", "10.7.4.0/23"]);
    expect(() => blocks("10.7.0.0/28")).to.throw("requires a VPC with at least /26 available per AZ");
  });

  it("show their layout as specs that give the same blocks", () => {
    const legacy: Case = {
      cidrBlock: "10.0.0.0/16",
      azCount: 2,
      args: {
        subnetStrategy: "Legacy",
        subnetSpecs: [
          { type: "Private", cidrMask: 24 },
          { type: "Public", cidrMask: 20 },
        ],
      },
    };
    const request = { vpcName: "net", azNames: ZONES.slice(0, 2), natStrategy: "None", vpcCidrBlock: legacy.cidrBlock };
    const decided = decideSubnets({ ...request, args: legacy.args });
    const blocks = decided.blocks as readonly string[];
    const layout = decided.layout(blocks);
    expect(layout.map(({ type, cidrMask }) => `${type} /${cidrMask}`)).to.deep.equal([
      "Private /24",
      "Unused /24",
      "Unused /23",
      "Unused /22",
      "Unused /21",
      "Public /20",
    ]);
    const named = layout.map((spec, index) => ({ ...spec, name: `s${index}` }));
    const again = place({ ...legacy, args: { subnetStrategy: "Auto", subnetSpecs: named } });
    expect(again.filter(({ type }) => type !== "Unused").map(({ block }) => block.toString())).to.deep.equal(blocks);
  });
});
