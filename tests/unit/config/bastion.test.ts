import { expect } from "chai";

import { about, edited, parse, refused } from "./example";

const image = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/bastion:1.0.0";
const hours = { timeZone: "Asia/Tokyo" };

describe("The config of a bastion", () => {
  it("makes none unless it is there", () => {
    expect(parse(edited({})).bastion).to.equal(undefined);
  });

  it("needs nothing but one key, and takes the safe mode and the smallest task", () => {
    expect(parse(edited({ bastion: { image } })).bastion).to.deep.equal({
      mode: "session-manager",
      image,
      size: "0.25 vCPU / 0.5 GB",
      architecture: "arm64",
      idleTimeoutMinutes: 20,
    });
  });

  it("takes hours in which it runs", () => {
    expect(parse(edited({ bastion: { image, schedule: hours } })).bastion?.schedule).to.include({
      timeZone: "Asia/Tokyo",
      from: "08:00",
    });
  });

  const wrong: [what: string, bastion: object, place: string, says: string[]][] = [
    ["no mapping", [], "bastion", ["an empty list", "a mapping"]],
    ["another mode", { mode: "ssh" }, "bastion.mode", ["session-manager", "ecs-exec"]],
    ["an image without a version", { image: "bastion" }, "bastion.image", ["Name the version"]],
    ["a size that Fargate lacks", { size: "0.25 vCPU / 4 GB" }, "bastion.size", ["0.5, 1, 2 GB"]],
    ["a longer idle time", { idleTimeoutMinutes: 61 }, "bastion.idleTimeoutMinutes", ["a whole number from 1 to 60"]],
    [
      "tasks outside of its hours",
      { schedule: { ...hours, otherwise: 1 } },
      "bastion.schedule.otherwise",
      ["otherwise"],
    ],
  ];
  for (const [what, bastion, place, says] of wrong) {
    it(`refuses ${what}`, () => {
      const error = refused(edited({ bastion }));
      expect(error.mistakes).to.have.length(1);
      for (const text of says) {
        expect(about(error, place)).to.contain(text);
      }
    });
  }

  it("is told of everything that is wrong in one go", () => {
    const schedule = { ...hours, otherwise: 2 };
    const error = refused(edited({ bastion: { size: "1 vCPU / 1 GB", idleTimeoutMinutes: 0, schedule } }));
    expect(error.mistakes).to.have.length(3);
  });
});
