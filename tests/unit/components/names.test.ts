import { expect } from "chai";
import * as fc from "fast-check";

import { NameKind, physicalName } from "../../../components";

const limits: Record<NameKind, number> = {
  cluster: 255,
  taskFamily: 255,
  role: 64,
  bucket: 63,
  keyAlias: 250,
  logGroup: 512,
  repository: 256,
  codeRepository: 100,
  approvalRuleTemplate: 100,
  pipeline: 100,
  deploymentConfig: 100,
  function: 64,
  eventRule: 64,
  topic: 100,
  alarm: 100,
  dashboard: 100,
  samplingRule: 32,
  traceGroup: 32,
  sessionDocument: 100,
  iamPolicy: 100,
  loadBalancer: 24,
  targetGroup: 24,
};
const kinds = Object.keys(limits) as NameKind[];
const part = fc.stringMatching(/^[a-z][a-z0-9]{2,80}$/);

describe("physicalName", () => {
  it("joins parts the way AWS users write such names", () => {
    expect(physicalName("role", "shop-dev", "frontend", "task")).to.equal("shop-dev-frontend-task");
    expect(physicalName("logGroup", "/shop-dev", "frontend")).to.equal("/shop-dev/frontend");
    expect(physicalName("repository", "shop-dev", "frontend")).to.equal("shop-dev/frontend");
  });

  it("never goes beyond AWS's limit", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.array(part, { minLength: 1, maxLength: 9 }), (kind, parts) => {
        expect(physicalName(kind, ...parts).length).to.be.at.most(limits[kind]);
      }),
    );
  });

  it("keeps two names apart that differ only behind the limit", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), part, part, (kind, one, other) => {
        fc.pre(one !== other);
        const long = "x".repeat(limits[kind]);
        expect(physicalName(kind, long, one)).to.not.equal(physicalName(kind, long, other));
      }),
    );
  });

  it("ends a cut name with a letter or digit, as buckets and target groups must", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.array(part, { minLength: 1, maxLength: 9 }), (kind, parts) => {
        expect(physicalName(kind, ...parts)).to.match(/[a-z0-9]$/);
      }),
    );
  });

  it("refuses what AWS would refuse, and says what is allowed", () => {
    expect(() => physicalName("bucket", "Shop", "logs")).to.throw(/S3 bucket name "Shop-logs".*lower-case letters/);
    expect(() => physicalName("repository", "shop", "Front")).to.throw(/ECR repository name "shop\/Front"/);
  });
});
