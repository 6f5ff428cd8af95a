import { expect } from "chai";
import { allowedSizes, FargateSize, fargateSizes, toUnits } from "../../../stacks/config/fargateSize";

describe("Fargate sizes", () => {
  it("are AWS's 74 pairs, in the units of a task definition", () => {
    expect(fargateSizes).to.have.length(3 + 4 + 7 + 13 + 23 + 12 + 12);
    expect(toUnits("0.25 vCPU / 0.5 GB")).to.deep.equal({ cpuUnits: 256, memoryMiB: 512 });
    expect(toUnits("16 vCPU / 120 GB")).to.deep.equal({ cpuUnits: 16384, memoryMiB: 122880 });
    for (const size of fargateSizes as readonly FargateSize[]) {
      const { cpuUnits, memoryMiB } = toUnits(size);
      // Fargate's pairs all lie between 2 and 8 GB for each vCPU, rounded to its steps.
      expect(memoryMiB / cpuUnits, size).to.be.within(1.875, 8);
    }
  });

  it("leave impossible pairs out of the type", () => {
    // @ts-expect-error 3 GB do not go with a quarter vCPU.
    const impossible: FargateSize = "0.25 vCPU / 3 GB";
    expect(() => toUnits(impossible)).to.throw('"0.25 vCPU / 3 GB" is not in the table');
  });

  it("are suggested by the vCPU that was asked for", () => {
    expect(allowedSizes("8 vCPU / 1 GB")).to.equal(
      '"8 vCPU / <memory> GB", with 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60 GB',
    );
    expect(allowedSizes(".5vCPU")).to.contain("with 1, 2, 3, 4 GB");
    for (const given of ["3 vCPU / 8 GB", "large", 256, undefined, null, {}]) {
      expect(allowedSizes(given)).to.contain("0.25 vCPU with 0.5 to 2 GB, 0.5 vCPU with 1 to 4 GB");
    }
  });
});
