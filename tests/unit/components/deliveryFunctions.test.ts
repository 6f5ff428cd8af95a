import { expect } from "chai";

import { ServiceDeployer } from "../../../components/deployment/ServiceDeployer";
import { ValidationHook, ValidationHookArgs } from "../../../components/deployment/ValidationHook";
import { CandidateMark } from "../../../components/promotion/CandidateMark";
import { PipelineStarter, PipelineStarterArgs } from "../../../components/source/PipelineStarter";
import { Plan, planOf } from "../mocks";
import { network } from "./fixture";
import { functionBase } from "./lambdaFixture";

interface RenderedStatement {
  Sid: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: unknown;
}

function statements(plan: Plan, name: string): Record<string, RenderedStatement> {
  const policy = plan.document("aws:iam/rolePolicy:RolePolicy", name, "policy") as { Statement: RenderedStatement[] };
  return Object.fromEntries(policy.Statement.map((statement) => [statement.Sid, statement]));
}

/** Every Sid of a statement about all resources. */
function aboutEverything(plan: Plan, name: string): string[] {
  return Object.values(statements(plan, name)).flatMap(({ Resource, Sid }) => (Resource === "*" ? [Sid] : []));
}

const names = { function: "shop-fn", role: "shop-fn-role" };
const arn = (service: string, resource: string) => `arn:aws:${service}:ap-northeast-1:123456789012:${resource}`;

describe("PipelineStarter", () => {
  const repositoryArn = arn("codecommit", "shop");
  const ruleArn = arn("events", "rule/shop-push");

  function plan(overrides: Partial<PipelineStarterArgs> = {}): Promise<Plan> {
    return planOf(
      () =>
        new PipelineStarter("starter", {
          ...functionBase,
          names: { ...names, rule: "shop-push" },
          repositoryArn,
          branch: "main",
          pipelines: { api: "shop-api", web: "shop-web" },
          ...overrides,
        }),
      { preview: true },
    );
  }

  it("hears of pushes to that branch of that repository", async () => {
    const made = await plan();
    expect(made.document("aws:cloudwatch/eventRule:EventRule", "starter", "eventPattern")).to.deep.equal({
      source: ["aws.codecommit"],
      "detail-type": ["CodeCommit Repository State Change"],
      resources: [repositoryArn],
      detail: {
        event: ["referenceCreated", "referenceUpdated"],
        referenceType: ["branch"],
        referenceName: ["main"],
      },
    });
    expect(made.one("aws:cloudwatch/eventTarget:EventTarget")).to.include({ arn: arn("lambda", "function:shop-fn") });
  });

  it("can be invoked by its rule and nobody else", async () => {
    const made = await plan();
    expect(made.all("aws:lambda/permission:Permission")).to.have.lengthOf(1);
    expect(made.one("aws:lambda/permission:Permission")).to.deep.include({
      action: "lambda:InvokeFunction",
      function: "shop-fn",
      principal: "events.amazonaws.com",
      sourceArn: ruleArn,
    });
  });

  it("may ask for differences and start exactly its pipelines", async () => {
    const made = await plan();
    expect(statements(made, "starter")).to.have.all.keys("WriteOwnLog", "ReadDifferences", "StartPipelines");
    expect(statements(made, "starter")["ReadDifferences"]).to.include({
      Action: "codecommit:GetDifferences",
      Resource: repositoryArn,
    });
    expect(statements(made, "starter")["StartPipelines"]).to.deep.include({
      Action: "codepipeline:StartPipelineExecution",
      Resource: [arn("codepipeline", "shop-api"), arn("codepipeline", "shop-web")],
    });
  });

  it("reads another account's repository by a role there, and only so", async () => {
    const sourceRoleArn = "arn:aws:iam::210987654321:role/shop-source";
    const made = await plan({ sourceRoleArn });
    expect(statements(made, "starter")).to.have.all.keys("WriteOwnLog", "ReadDifferencesElsewhere", "StartPipelines");
    expect(statements(made, "starter")["ReadDifferencesElsewhere"]).to.include({
      Action: "sts:AssumeRole",
      Resource: sourceRoleArn,
    });
    const { environment } = made.one("aws:lambda/function:Function");
    expect(environment).to.have.nested.property("variables.SOURCE_ROLE_ARN", sourceRoleArn);
  });

  it("tells the function which pipeline is whose", async () => {
    const { environment } = (await plan()).one("aws:lambda/function:Function");
    expect(environment).to.deep.equal({ variables: { PIPELINES: '{"api":"shop-api","web":"shop-web"}' } });
  });
});

describe("ValidationHook", () => {
  const deploymentGroupArn = arn("codedeploy", "deploymentgroup:shop-api/shop-api");
  const egressType = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

  function plan(overrides: Partial<ValidationHookArgs> = {}): Promise<Plan> {
    return planOf(
      () =>
        new ValidationHook("hook", {
          ...functionBase,
          names,
          network: network(),
          testUrl: "https://api.example.com:8443/healthz",
          deploymentGroupArn,
          ...overrides,
        }),
    );
  }

  const egress = (made: Plan) => made.all(egressType).map(({ name }) => name);

  it("runs in the private subnets with a group of its own", async () => {
    const made = await plan();
    expect(made.one("aws:lambda/function:Function")["vpcConfig"]).to.deep.equal({
      subnetIds: ["subnet-private-1", "subnet-private-2"],
      securityGroupIds: ["hook-id"],
    });
    expect(made.one("aws:lambda/function:Function")["environment"]).to.deep.equal({
      variables: { TEST_URL: "https://api.example.com:8443/healthz" },
    });
  });

  it("answers one deployment group, and no group when ECS deploys", async () => {
    expect(statements(await plan(), "hook")["AnswerCodeDeploy"]).to.include({
      Action: "codedeploy:PutLifecycleEventHookExecutionStatus",
      Resource: deploymentGroupArn,
    });
    const byEcs = await plan({ deploymentGroupArn: undefined });
    expect(statements(byEcs, "hook")).to.not.have.property("AnswerCodeDeploy");
  });

  it("reaches CodeDeploy by NAT, and nothing at all when ECS deploys", async () => {
    expect(egress(await plan())).to.deep.equal(["hook-to-internet-443"]);
    expect(egress(await plan({ deploymentGroupArn: undefined }))).to.deep.equal([]);
  });

  it("has time for the longest validation", async () => {
    expect((await plan()).one("aws:lambda/function:Function")["timeout"]).to.equal(240);
  });
});

describe("CandidateMark", () => {
  it("may see services, tag their images and answer its job", async () => {
    const serviceArns = [arn("ecs", "service/shop/api"), arn("ecs", "service/shop/web")];
    const repositoryArns = [arn("ecr", "repository/shop/api"), arn("ecr", "repository/shop/web")];
    const made = await planOf(
      () => new CandidateMark("mark", { ...functionBase, names, serviceArns, repositoryArns }),
      { preview: true },
    );
    expect(aboutEverything(made, "mark")).to.have.members([
      "PutJobResultHasNoResource",
      "DescribeTaskDefinitionHasNoResource",
    ]);
    expect(statements(made, "mark")["SeeWhatRuns"]?.Resource).to.deep.equal(serviceArns);
    expect(statements(made, "mark")["TagImages"]).to.deep.include({
      Action: ["ecr:BatchGetImage", "ecr:PutImage"],
      Resource: repositoryArns,
    });
  });
});

describe("ServiceDeployer", () => {
  const serviceArn = arn("ecs", "service/shop/worker");
  const familyArn = arn("ecs", "task-definition/shop-worker:*");
  const roleArn = "arn:aws:iam::123456789012:role/shop-worker-task";

  async function plan(): Promise<Plan> {
    return planOf(
      () =>
        new ServiceDeployer("deployer", {
          ...functionBase,
          names,
          serviceArns: [serviceArn],
          families: ["shop-worker"],
          passedRoleArns: [roleArn],
        }),
      { preview: true },
    );
  }

  it("tags revisions of its families alone", async () => {
    const all = statements(await plan(), "deployer");
    expect(all["TagNewRevisions"]).to.deep.include({
      Resource: [familyArn],
      Condition: { StringEquals: { "ecs:CreateAction": "RegisterTaskDefinition" } },
    });
  });

  it("passes its roles to tasks and to nothing else", async () => {
    expect(statements(await plan(), "deployer")["StartTasksWithTheirRoles"]).to.deep.include({
      Action: "iam:PassRole",
      Resource: [roleArn],
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    });
  });

  it("deploys and follows its services alone, and cannot push images", async () => {
    const made = await plan();
    expect(statements(made, "deployer")["DeployServices"]?.Resource).to.deep.equal([serviceArn]);
    expect(statements(made, "deployer")["ReadServiceRevisions"]?.Resource).to.deep.equal([
      arn("ecs", "service-revision/shop/worker/*"),
    ]);
    expect(aboutEverything(made, "deployer")).to.have.members([
      "PutJobResultHasNoResource",
      "RevisionsHaveNoNameBeforeTheyExist",
      "DescribeTaskDefinitionHasNoResource",
    ]);
    expect(JSON.stringify(statements(made, "deployer"))).not.to.match(/ecr:|s3:/);
  });
});
