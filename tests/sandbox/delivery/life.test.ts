import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";

import { Cloud } from "../../../sandbox/aws/cloud";
import type { Operation } from "../../../sandbox/cli";
import { deploy, pushImage } from "../../../sandbox/delivery";
import { stateLayout } from "../../../sandbox/environment";
import { runOperation } from "../../../sandbox/run";
import { TestProject } from "../cli/project";
import { container, DIGEST, imageUri, roleArn, template, trust } from "./fixture";

let cpu = "512";

function role(
  name: string,
  principal: Record<string, string>,
  statements: object[],
  dependsOn: pulumi.Resource[] = [],
) {
  const made = new aws.iam.Role(name, { name, assumeRolePolicy: trust(principal) }, { dependsOn });
  const Statement = statements.map((one) => ({ Effect: "Allow", ...one }));
  return new aws.iam.RolePolicy(name, {
    role: made.name,
    policy: JSON.stringify({ Version: "2012-10-17", Statement }),
  });
}

/** A service that CodeDeploy deploys, written as this platform writes it, and no more. */
function program(): Promise<Record<string, unknown>> {
  const pass = { Action: "iam:PassRole", Resource: ["execution", "task"].map(roleArn) };
  const roles = [
    role("execution", { Service: "ecs-tasks.amazonaws.com" }, [{ Action: "ecr:*", Resource: "*" }]),
    role("task", { Service: "ecs-tasks.amazonaws.com" }, [{ Action: "s3:GetObject", Resource: "*" }]),
    role("deployment", { Service: "codedeploy.amazonaws.com" }, [
      { Action: ["ecs:*", "elasticloadbalancing:*"], Resource: "*" },
      pass,
    ]),
    role("pipeline", { Service: "codepipeline.amazonaws.com" }, [
      { Action: ["codedeploy:*", "ecs:RegisterTaskDefinition", "s3:*"], Resource: "*" },
      pass,
    ]),
  ];
  const logs = new aws.cloudwatch.LogGroup("logs", { name: "/shop/api" });
  const repository = new aws.ecr.Repository("api", { name: "shop/api", forceDelete: true });
  const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" });
  const subnets = ["a", "c"].map(
    (zone, index) =>
      new aws.ec2.Subnet(zone, {
        vpcId: vpc.id,
        cidrBlock: `10.0.${index}.0/24`,
        availabilityZone: `ap-northeast-1${zone}`,
      }).id,
  );
  const group = new aws.ec2.SecurityGroup("tasks", { vpcId: vpc.id });
  const balancer = new aws.lb.LoadBalancer("api", { subnets, securityGroups: [group.id] });
  const target = (name: string) =>
    new aws.lb.TargetGroup(name, { port: 8080, protocol: "HTTP", targetType: "ip", vpcId: vpc.id });
  const [blue, green] = [target("blue"), target("green")];
  const listener = (name: string, port: number, to: aws.lb.TargetGroup) =>
    new aws.lb.Listener(
      name,
      {
        loadBalancerArn: balancer.arn,
        port,
        protocol: "HTTP",
        defaultActions: [{ type: "forward", targetGroupArn: to.arn }],
      },
      { ignoreChanges: ["defaultActions"] },
    );
  const [production, test] = [listener("production", 80, blue), listener("test", 9000, green)];
  const cluster = new aws.ecs.Cluster("shop", { name: "shop" });
  const providers = new aws.ecs.ClusterCapacityProviders("shop", {
    clusterName: cluster.name,
    capacityProviders: ["FARGATE", "FARGATE_SPOT"],
  });
  const task = new aws.ecs.TaskDefinition(
    "api",
    {
      ...(template() as Partial<aws.ecs.TaskDefinitionArgs>),
      family: "shop-api",
      cpu,
      containerDefinitions: JSON.stringify([container("public.ecr.aws/nginx/nginx:1")]),
    },
    { dependsOn: roles },
  );
  const service = new aws.ecs.Service(
    "api",
    {
      name: "api",
      cluster: cluster.arn,
      taskDefinition: task.arn,
      desiredCount: 1,
      deploymentController: { type: "CODE_DEPLOY" },
      // Without it, the provider fails to refresh once CodeDeploy has changed the capacity provider strategy.
      forceNewDeployment: true,
      capacityProviderStrategies: [{ capacityProvider: "FARGATE", weight: 1 }],
      networkConfiguration: { subnets, securityGroups: [group.id], assignPublicIp: false },
      loadBalancers: [{ targetGroupArn: blue.arn, containerName: "api", containerPort: 8080 }],
    },
    {
      dependsOn: [providers, production, test],
      ignoreChanges: [
        "taskDefinition",
        "loadBalancers",
        "networkConfiguration",
        "platformVersion",
        "capacityProviderStrategies",
        "desiredCount",
      ],
    },
  );
  const application = new aws.codedeploy.Application("api", { name: "shop-api", computePlatform: "ECS" });
  new aws.codedeploy.DeploymentGroup(
    "api",
    {
      appName: application.name,
      deploymentGroupName: "api",
      deploymentConfigName: "CodeDeployDefault.ECSAllAtOnce",
      serviceRoleArn: roleArn("deployment"),
      deploymentStyle: { deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL" },
      ecsService: { clusterName: cluster.name, serviceName: service.name },
      blueGreenDeploymentConfig: {
        deploymentReadyOption: { actionOnTimeout: "CONTINUE_DEPLOYMENT" },
        terminateBlueInstancesOnDeploymentSuccess: { action: "TERMINATE", terminationWaitTimeInMinutes: 5 },
      },
      loadBalancerInfo: {
        targetGroupPairInfo: {
          targetGroups: [{ name: blue.name }, { name: green.name }],
          prodTrafficRoute: { listenerArns: [production.arn] },
          testTrafficRoute: { listenerArns: [test.arn] },
        },
      },
    },
    { dependsOn: roles },
  );
  const bucket = new aws.s3.Bucket("artifacts", { bucket: "shop-artifacts", forceDestroy: true });
  const versioning = new aws.s3.BucketVersioning("artifacts", {
    bucket: bucket.bucket,
    versioningConfiguration: { status: "Enabled" },
  });
  const appSpec = pulumi.jsonStringify({
    version: 0.0,
    Resources: [
      {
        TargetService: {
          Type: "AWS::ECS::Service",
          Properties: {
            TaskDefinition: "<TASK_DEFINITION>",
            LoadBalancerInfo: { ContainerName: "api", ContainerPort: 8080 },
            PlatformVersion: "1.4.0",
            NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [subnets[0]], SecurityGroups: [group.id] } },
            CapacityProviderStrategy: [{ CapacityProvider: "FARGATE_SPOT", Weight: 1 }],
          },
        },
      },
    ],
  });
  const bundle = new aws.s3.BucketObjectv2(
    "bundle",
    {
      bucket: bucket.bucket,
      key: "bundles/api.zip",
      source: appSpec.apply(
        (text) =>
          new pulumi.asset.AssetArchive({
            "taskdef.json": new pulumi.asset.StringAsset(JSON.stringify(template({ cpu }))),
            "appspec.yaml": new pulumi.asset.StringAsset(text),
          }),
      ),
    },
    { dependsOn: versioning },
  );
  const source = (name: string, provider: string, configuration: Record<string, string>) => ({
    name,
    category: "Source",
    owner: "AWS",
    provider,
    version: "1",
    configuration,
    outputArtifacts: [name],
  });
  new aws.codepipeline.Pipeline(
    "api",
    {
      name: "shop-api",
      pipelineType: "V2",
      roleArn: roleArn("pipeline"),
      artifactStores: [{ type: "S3", location: bucket.bucket }],
      stages: [
        {
          name: "Source",
          actions: [
            source("Image", "ECR", { RepositoryName: "shop/api", ImageTag: "candidate" }),
            source("Bundle", "S3", { S3Bucket: "shop-artifacts", S3ObjectKey: "bundles/api.zip" }),
          ],
        },
        {
          name: "Deploy",
          actions: [
            {
              name: "Deploy",
              category: "Deploy",
              owner: "AWS",
              provider: "CodeDeployToECS",
              version: "1",
              inputArtifacts: ["Image", "Bundle"],
              configuration: {
                ApplicationName: "shop-api",
                DeploymentGroupName: "api",
                TaskDefinitionTemplateArtifact: "Bundle",
                AppSpecTemplateArtifact: "Bundle",
                Image1ArtifactName: "Image",
                Image1ContainerName: "IMAGE1_NAME",
              },
            },
          ],
        },
      ],
    },
    { dependsOn: roles },
  );
  return Promise.resolve({
    repository: repository.name,
    logs: logs.name,
    version: bundle.versionId,
    service: service.taskDefinition,
  });
}

describe("a stack whose service CodeDeploy deploys", function () {
  this.timeout(600_000);
  const project = new TestProject();
  const { cloud: file } = stateLayout(project.state);

  after(() => {
    project.remove();
  });

  async function run(operation: Operation) {
    project.write("Pulumi.dev.yaml", "config:\n  aws:region: ap-northeast-1\n");
    const result = await runOperation({
      operation,
      stack: "dev",
      program,
      projectDir: project.dir,
      state: project.state,
    });
    expect(result.report.error).to.equal(undefined);
    return result;
  }

  it("shows no change after a deployment, and takes a change of its task by the bundle", async () => {
    const { changes, outputs: first } = (await run("up")).report;
    const cloud = new Cloud(file);
    pushImage(cloud, "shop/api", { digest: DIGEST, tag: "candidate" });
    const deployed = deploy(cloud, { pipeline: "shop-api", imageUri: imageUri() });
    expect(deployed.previousTaskDefinition).to.equal(first["service"]);

    const refreshed = (await run("refresh")).report.changes;
    expect(refreshed).to.deep.equal({ create: 0, same: changes.create, update: 0, replace: 0, delete: 0 });
    const { report, steps } = await run("preview");
    expect(steps).to.deep.equal([]);
    expect(report.changes).to.deep.equal({ create: 0, same: changes.create, update: 0, replace: 0, delete: 0 });
    expect(report.outputs["service"]).to.equal(deployed.taskDefinition);

    cpu = "256";
    const second = await run("up");
    expect(second.steps.map(({ op, urn }) => `${op} ${urn.split("::").slice(-2).join(" ")}`)).to.have.members([
      "replace aws:ecs/taskDefinition:TaskDefinition api",
      "update aws:s3/bucketObjectv2:BucketObjectv2 bundle",
    ]);
    expect(second.report.outputs["version"]).to.not.equal(first["version"]);
    const again = deploy(cloud, { pipeline: "shop-api", imageUri: imageUri() });
    expect(again.definition).to.deep.include({ cpu: "256", containerDefinitions: [container(imageUri())] });
    expect(again.previousTaskDefinition).to.equal(deployed.taskDefinition);

    expect((await run("destroy")).report.changes.delete).to.equal(changes.create);
    expect(cloud.look(() => cloud.entries())).to.deep.equal([]);
  });
});
