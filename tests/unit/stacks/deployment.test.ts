import { expect } from "chai";

import { chosenDeployment } from "../../../stacks/deployment";
import { StackNames } from "../../../stacks/names";
import { edited, parse } from "../config/example";
import { location } from "../mocks";

interface Row {
  readonly given?: Readonly<Record<string, unknown>>;
  readonly stack?: "prod" | "dev" | "stg";
  readonly exposure?: "none";
  readonly deployment: Readonly<Record<string, unknown>>;
  readonly traffic?: Readonly<Record<string, unknown>>;
  readonly bakeMinutes?: number;
}

const allAtOnce = { type: "all-at-once" };
const codedeploy = { type: "codedeploy" };
const rolling = { type: "rolling" };

const rows: readonly Row[] = [
  // What a stack does when it is told nothing.
  { deployment: codedeploy, traffic: allAtOnce, bakeMinutes: 5 },
  { stack: "stg", deployment: codedeploy, traffic: allAtOnce, bakeMinutes: 5 },
  {
    stack: "prod",
    deployment: codedeploy,
    traffic: { type: "canary", stepPercent: 10, stepMinutes: 15 },
    bakeMinutes: 60,
  },
  { exposure: "none", deployment: rolling },
  { exposure: "none", stack: "prod", deployment: rolling },
  { given: { type: "rolling" }, deployment: rolling },

  // CodeDeploy.
  {
    given: { type: "codedeploy", traffic: "canary" },
    deployment: codedeploy,
    traffic: { type: "canary", stepPercent: 10, stepMinutes: 1 },
    bakeMinutes: 5,
  },
  {
    given: { type: "codedeploy", traffic: "linear", stepPercent: 25, stepMinutes: 3, bakeMinutes: 7 },
    deployment: codedeploy,
    traffic: { type: "linear", stepPercent: 25, stepMinutes: 3 },
    bakeMinutes: 7,
  },
  {
    given: { type: "codedeploy", stepPercent: 20, bakeMinutes: 0 },
    stack: "prod",
    deployment: codedeploy,
    traffic: { type: "canary", stepPercent: 20, stepMinutes: 15 },
    bakeMinutes: 0,
  },
  {
    given: { type: "codedeploy", traffic: "all-at-once" },
    stack: "prod",
    deployment: codedeploy,
    traffic: allAtOnce,
    bakeMinutes: 60,
  },

  // ECS.
  { given: { type: "blue-green" }, deployment: { type: "blue-green", bakeMinutes: 5 } },
  { given: { type: "blue-green" }, stack: "prod", deployment: { type: "blue-green", bakeMinutes: 60 } },
  { given: { type: "blue-green", bakeMinutes: 0 }, stack: "prod", deployment: { type: "blue-green", bakeMinutes: 0 } },
  { given: { type: "canary" }, deployment: { type: "canary", stepPercent: 10, stepMinutes: 1, bakeMinutes: 5 } },
  {
    given: { type: "canary", stepMinutes: 2 },
    stack: "prod",
    deployment: { type: "canary", stepPercent: 10, stepMinutes: 2, bakeMinutes: 60 },
  },
  {
    given: { type: "linear" },
    stack: "prod",
    deployment: { type: "linear", stepPercent: 10, stepMinutes: 15, bakeMinutes: 60 },
  },
  {
    given: { type: "linear", stepPercent: 30, stepMinutes: 4, bakeMinutes: 9 },
    deployment: { type: "linear", stepPercent: 30, stepMinutes: 4, bakeMinutes: 9 },
  },
];

describe("how a service is deployed", () => {
  for (const { given, stack = "dev", exposure, deployment, traffic, bakeMinutes } of rows) {
    const asked = given === undefined ? "nothing is said" : `told ${JSON.stringify(given)}`;
    it(`in ${stack}${exposure === undefined ? "" : " without a load balancer"}, ${asked}`, () => {
      const config = parse(
        edited({
          "services[0].deployment": given,
          "services[0].count": { min: 2 },
          "services[1]": { name: "backend", exposure: exposure ?? "internal", port: 8080, count: { min: 2 } },
          "services[1].deployment": given,
          "services[0].calls": [],
        }),
        stack,
      );
      const backend = config.services.find(({ name }) => name === "backend");
      if (backend === undefined) {
        throw new Error("The example has no backend.");
      }
      const chosen = chosenDeployment(config, new StackNames("fargate-platform", stack, location), backend);
      const hasRole = !["codedeploy", "rolling"].includes(String(deployment["type"]));
      expect(chosen.deployment).to.deep.equal({
        ...deployment,
        ...(hasRole ? { infrastructureRoleName: `fargate-platform-${stack}-backend-infrastructure` } : {}),
      });
      if (traffic !== undefined) {
        expect(chosen).to.deep.include({ traffic, bakeMinutes });
      }
    });
  }
});
