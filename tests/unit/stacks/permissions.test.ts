import { expect } from "chai";

import { Plan } from "../mocks";
import { account, plans, region, stages, types } from "./plans";

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: { readonly Service?: string };
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

interface Permission {
  /** Logical name of the role. */
  readonly role: string;
  readonly statement: Statement;
}

const list = (value: string | readonly string[]) => [value].flat();

function statements(plan: Plan, type: string, property: string): Permission[] {
  return plan.all(type).flatMap(({ name, inputs }) =>
    (JSON.parse(String(inputs[property])) as { Statement: Statement[] }).Statement.map((statement) => ({
      role: name,
      statement,
    })),
  );
}

const permissions = (plan: Plan) => [
  ...statements(plan, types.rolePolicy, "policy"),
  ...statements(plan, types.managedPolicy, "policy"),
];

/** What a role may do, of these actions. */
function resources(plan: Plan, role: string, actions: RegExp): Set<string> {
  const allowed = statements(plan, types.rolePolicy, "policy").filter(
    (one) => one.role === role && list(one.statement.Action).some((action) => actions.test(action)),
  );
  return new Set(allowed.flatMap(({ statement }) => list(statement.Resource)));
}

for (const [stack, make] of Object.entries(plans)) {
  const physical = stack.startsWith("prod") ? "prod" : stack === "native" ? "dev" : stack;

  describe(`what roles may do in ${stack}`, function () {
    this.timeout(30_000);
    let plan: Plan;

    before(async () => {
      plan = await make();
    });

    it("passes roles to named services alone", () => {
      const passing = permissions(plan).filter(({ statement }) => list(statement.Action).includes("iam:PassRole"));
      expect(passing).to.not.deep.equal([]);
      for (const { role, statement } of passing) {
        expect(statement.Condition?.["StringEquals"]?.["iam:PassedToService"], role).to.equal(
          "ecs-tasks.amazonaws.com",
        );
        expect(list(statement.Resource).join(), role).to.not.include("*");
      }
    });

    it("names resources, or says in a Sid why it cannot", () => {
      const all = permissions(plan);
      const wide = all.filter(({ statement }) => list(statement.Resource).includes("*"));
      expect(wide).to.not.deep.equal([]);
      expect(wide.filter(({ statement }) => (statement.Sid ?? "").length < 10)).to.deep.equal([]);
      expect(all.filter(({ statement }) => list(statement.Action).some((action) => /^\*|:\*$/.test(action))))
        .to.deep //
        .equal([]);
    });

    it("makes task sets in its own cluster, of one service", () => {
      const making = permissions(plan).filter(({ statement }) => list(statement.Action).includes("ecs:CreateTaskSet"));
      expect(making).to.have.length(plan.all(types.group).length);
      for (const { role, statement } of making) {
        const service = role.replace(/-codedeploy$/, "");
        expect(statement.Condition, role).to.deep.equal({
          ArnEquals: {
            "ecs:cluster": `arn:aws:ecs:${region}:${account}:cluster/fargate-platform-${physical}`,
            "ecs:service": `arn:aws:ecs:${region}:${account}:service/fargate-platform-${physical}/${service}`,
          },
        });
      }
    });

    it("lets an action reach its own pipeline's artifacts, and the bundle's source its bundle", () => {
      const bucket = `arn:aws:s3:::fargate-platform-${physical}-artifacts-${account}-${region}`;
      for (const { name, inputs } of plan.all(types.pipeline)) {
        const artifacts = `${bucket}/${String(inputs["name"]).slice(0, 20)}/*`;
        const reach: Record<string, readonly string[]> = {
          Code: [artifacts],
          Image: [artifacts],
          Bundle: [artifacts, `${bucket}/bundles/${name}.zip`, bucket],
          Build: [],
          Deploy: [artifacts],
          Approve: [],
          Mark: [],
        };
        for (const action of stages(plan, name).flatMap(({ actions }) => actions)) {
          const role = `${name}-pipeline-${action.name.toLowerCase()}`;
          expect([...resources(plan, role, /^s3:|^\*/)], role).to.have.members([...(reach[action.name] ?? ["?"])]);
        }
        expect([...resources(plan, `${name}-pipeline`, /^s3:|^\*/)]).to.deep.equal([artifacts]);
      }
    });

    it("uses the stack's key alone, and through another service alone", () => {
      const uses = permissions(plan).filter(({ statement }) => /:key\/\*$/.test(list(statement.Resource).join()));
      expect(uses).to.not.deep.equal([]);
      for (const { role, statement } of uses) {
        expect(statement.Condition?.["ForAnyValue:StringEquals"]?.["kms:ResourceAliases"], role).to.equal(
          `alias/fargate-platform-${physical}`,
        );
        expect(statement.Condition?.["StringEquals"]?.["kms:ViaService"], role).to.match(/^(s3|sns)\./);
      }
    });

    it("starts this stack's pipelines by events, and no other", () => {
      const own = plan.all(types.pipeline).map(({ inputs }) => String(inputs["name"]));
      expect([...resources(plan, "trigger", /./)]).to.have.members(
        own.map((name) => `arn:aws:codepipeline:${region}:${account}:${name}`),
      );
    });

    it("trusts AWS's services only when they act for this account", () => {
      const trusts = statements(plan, types.role, "assumeRolePolicy").filter(
        ({ statement }) => statement.Principal?.Service !== undefined,
      );
      expect(trusts).to.not.deep.equal([]);
      for (const { role, statement } of trusts) {
        expect(statement.Condition?.["StringEquals"]?.["aws:SourceAccount"], role).to.equal(account);
      }
    });
  });
}
