import { expect } from "chai";

import { parseConfig } from "../../../stacks/config";
import { chosenEndpoints, needsInternet } from "../../../stacks/endpoints";

const ecr = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com";

function stack(network: object, { image = `${ecr}/shop/api:1`, routerImage = `${ecr}/router:1` } = {}) {
  const config = parseConfig({
    project: "fargate-platform",
    stack: "dev",
    values: {
      "aws:region": "ap-northeast-1",
      "fargate-platform:network": { cidr: "10.0.0.0/16", ...network },
      "fargate-platform:services": [
        { name: "api", port: 8080, image, secrets: { KEY: { parameter: "/shop/key" } } },
        { name: "worker", image: `${ecr}/shop/worker:1`, exec: true },
      ],
      "fargate-platform:logging": { routerImage },
      "fargate-platform:tracing": { collectorImage: `${ecr}/collector:1` },
    },
  });
  const [api, worker] = config.services;
  if (api === undefined || worker === undefined) {
    throw new Error("two services went in");
  }
  return { config, api, worker };
}

describe("the endpoints of a stack", () => {
  it("are, with auto, those that its services have a use for", () => {
    expect(chosenEndpoints(stack({ endpoints: "auto" }).config)).to.have.members([
      "ecr.api",
      "ecr.dkr",
      "logs",
      "ssm",
      "ssmmessages",
      "kms",
      "xray",
    ]);
    expect(chosenEndpoints(stack({ endpoints: "gateway" }).config)).to.deep.equal([]);
  });
});

describe("the way out to the internet", () => {
  it("is closed for a service whose images and AWS services all have an endpoint", () => {
    const { config, api, worker } = stack({ endpoints: "auto" });
    expect([needsInternet(config, api), needsInternet(config, worker)]).to.deep.equal([false, false]);
  });

  it("is open for the one service that has an image from elsewhere", () => {
    const { config, api, worker } = stack({ endpoints: "auto" }, { image: "public.ecr.aws/nginx/nginx:1.29" });
    expect([needsInternet(config, api), needsInternet(config, worker)]).to.deep.equal([true, false]);
  });

  it("is open for all where the router comes from elsewhere, and for those that lack an endpoint", () => {
    const elsewhere = stack({ endpoints: "auto" }, { routerImage: "public.ecr.aws/router/router:1" });
    expect(needsInternet(elsewhere.config, elsewhere.worker)).to.equal(true);
    const { config, api, worker } = stack({ endpoints: ["ecr.api", "ecr.dkr", "logs", "ssm", "xray"] });
    expect([needsInternet(config, api), needsInternet(config, worker)]).to.deep.equal([false, true]);
  });
});
