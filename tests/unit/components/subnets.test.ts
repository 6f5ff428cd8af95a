import { expect } from "chai";
import * as fc from "fast-check";

import { subnetMasks } from "../../../components";

describe("subnetMasks", () => {
  it("gives tasks half of a zone's addresses", () => {
    expect(subnetMasks("10.0.0.0/16", 2)).to.deep.equal({ public: 20, private: 18, isolated: 20 });
    expect(subnetMasks("10.0.0.0/16", 3)).to.deep.equal({ public: 21, private: 19, isolated: 21 });
  });

  it("fits every subnet of every zone into the VPC, or says how large the VPC must be", () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 28 }), fc.integer({ min: 1, max: 6 }), (prefix, zones) => {
        const size = (mask: number) => 2 ** (32 - mask);
        try {
          const masks = subnetMasks(`10.0.0.0/${prefix}`, zones);
          const used = zones * (size(masks.public) + size(masks.private) + size(masks.isolated));
          expect(used).to.be.at.most(size(prefix));
          expect(Math.max(masks.public, masks.private, masks.isolated)).to.be.at.most(28);
        } catch (error) {
          expect(String(error)).to.match(/too small for \d availability zones: allowed are \/16 to \/\d+/);
          const allowed = Number(/to \/(\d+)/.exec(String(error))?.[1]);
          expect(allowed).to.be.below(prefix);
          expect(() => subnetMasks(`10.0.0.0/${allowed}`, zones)).to.not.throw();
        }
      }),
    );
  });
});
