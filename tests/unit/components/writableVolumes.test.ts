import { expect } from "chai";
import * as fc from "fast-check";

import { writableVolumes } from "../../../components/container-service/applicationContainer";

const path = fc
  .array(fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/), { minLength: 1, maxLength: 4 })
  .map((parts) => `/${parts.join("/")}`);

describe("writableVolumes", () => {
  it("gives each path a volume of its own, with a name that AWS takes", () => {
    fc.assert(
      fc.property(fc.uniqueArray(path), fc.boolean(), (writablePaths, exec) => {
        const volumes = writableVolumes({ writablePaths, exec });
        expect(new Set(volumes.map(({ name }) => name)).size).to.equal(volumes.length);
        for (const { name } of volumes) {
          expect(name).to.match(/^[A-Za-z0-9_-]+$/);
        }
      }),
    );
    expect(writableVolumes({ writablePaths: ["/a-b", "/a/b"], exec: false }).map(({ name }) => name)).to.deep.equal([
      "writable-a_2db",
      "writable-a-b",
    ]);
  });

  it("mounts nothing twice when a team asks for a path that ECS Exec needs as well", () => {
    const paths = writableVolumes({ writablePaths: ["/var/log/amazon/ssm"], exec: true }).map(({ path }) => path);
    expect(paths).to.have.members(["/var/log/amazon/ssm", "/managed-agents", "/var/lib/amazon/ssm"]);
  });
});
