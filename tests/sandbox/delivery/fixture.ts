import { createHash } from "node:crypto";

import { ARCHIVE, ASSET, type Properties, SIGNATURE, text } from "../../../sandbox/aws/value";
import { Cloud } from "../../../sandbox/aws/cloud";
import { Account, ACCOUNT_ID, type Created, REGION } from "../aws/account";
import { createNetwork, type TestNetwork } from "../aws/network";

export const DIGEST = `sha256:${"a".repeat(64)}`;
export const OTHER_DIGEST = `sha256:${"b".repeat(64)}`;
export const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT_ID}:role/${name}`;
export const imageUri = (digest = DIGEST): string => `${ACCOUNT_ID}.dkr.ecr.${REGION}.amazonaws.com/shop/api@${digest}`;

/** The trust of a role in a service, or in another role. */
export function trust(principal: Properties): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" }],
  });
}

/** An archive as the engine hands it to a provider. */
export function archive(files: Record<string, string>): Properties {
  const hash = (value: string): string => createHash("sha256").update(value).digest("hex");
  return {
    [SIGNATURE]: ARCHIVE,
    hash: hash(JSON.stringify(files)),
    assets: Object.fromEntries(
      Object.entries(files).map(([name, content]) => [
        name,
        { [SIGNATURE]: ASSET, hash: hash(content), text: content },
      ]),
    ),
  };
}

/** The container definition that the bundle's template and the first revision share. */
export const container = (image: string): Properties => ({
  name: "api",
  image,
  portMappings: [{ containerPort: 8080, protocol: "tcp" }],
  logConfiguration: {
    logDriver: "awslogs",
    options: { "awslogs-group": "/shop/api", "awslogs-region": REGION, "awslogs-stream-prefix": "api" },
  },
});

export const template = (more: Properties = {}): Properties => ({
  family: "shop-api",
  cpu: "512",
  memory: "1024",
  networkMode: "awsvpc",
  requiresCompatibilities: ["FARGATE"],
  executionRoleArn: roleArn("execution"),
  taskRoleArn: roleArn("task"),
  containerDefinitions: [container("<IMAGE1_NAME>")],
  ...more,
});

/** A service with its load balancer, and the pipeline that deploys it by CodeDeploy. */
export class Shop {
  readonly account = new Account();
  readonly cloud = new Cloud(this.account.file);
  readonly network: TestNetwork = createNetwork(this.account);
  readonly groups: [Created, Created] = [this.targetGroup("blue"), this.targetGroup("green")];
  readonly listeners: [Created, Created];
  readonly service: Created;
  readonly bundle: Created;
  readonly pipeline: Created;

  constructor() {
    const { account } = this;
    this.roles();
    account.create("aws:cloudwatch/logGroup:LogGroup", { name: "/shop/api" });
    account.create("aws:ecr/repository:Repository", { name: "shop/api", imageTagMutability: "MUTABLE" });
    account.create("aws:ecs/cluster:Cluster", { name: "shop" });
    account.create("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", {
      clusterName: "shop",
      capacityProviders: ["FARGATE", "FARGATE_SPOT"],
    });
    const balancer = account.create("aws:lb/loadBalancer:LoadBalancer", {
      subnets: this.network.subnets.map(({ id }) => id),
      securityGroups: [this.network.group.id],
    });
    const listener = (port: number, group: Created): Created =>
      account.create("aws:lb/listener:Listener", {
        loadBalancerArn: balancer.id,
        port,
        protocol: "HTTP",
        defaultActions: [{ type: "forward", targetGroupArn: group.id }],
      });
    this.listeners = [listener(80, this.groups[0]), listener(9000, this.groups[1])];
    account.create("aws:lambda/function:Function", {
      name: "shop-hook",
      role: roleArn("hook"),
      handler: "index.handler",
      runtime: "nodejs22.x",
      code: archive({ "index.js": "" }),
    });
    this.service = account.create("aws:ecs/service:Service", this.serviceInputs());
    account.create("aws:codedeploy/application:Application", { name: "shop-api", computePlatform: "ECS" });
    account.create("aws:codedeploy/deploymentGroup:DeploymentGroup", this.groupInputs());
    account.create("aws:s3/bucket:Bucket", { bucket: "shop-artifacts" });
    account.create("aws:s3/bucketVersioning:BucketVersioning", {
      bucket: "shop-artifacts",
      versioningConfiguration: { status: "Enabled" },
    });
    this.bundle = account.create("aws:s3/bucketObjectv2:BucketObjectv2", this.bundleInputs());
    this.pipeline = account.create("aws:codepipeline/pipeline:Pipeline", this.pipelineInputs());
  }

  private targetGroup(name: string): Created {
    const base = { port: 8080, protocol: "HTTP", targetType: "ip", vpcId: this.network.vpc.id };
    return this.account.create("aws:lb/targetGroup:TargetGroup", { ...base, name });
  }

  private roles(): void {
    const pull = ["ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
    const pass = { Action: "iam:PassRole", Resource: ["execution", "task"].map(roleArn) };
    this.role("execution", { Service: "ecs-tasks.amazonaws.com" }, [{ Action: pull, Resource: "*" }]);
    this.role("task", { Service: "ecs-tasks.amazonaws.com" }, []);
    this.role("hook", { Service: "lambda.amazonaws.com" }, []);
    this.role("pipeline", { Service: "codepipeline.amazonaws.com" }, [
      { Action: "sts:AssumeRole", Resource: roleArn("deploy-action") },
      { Action: "s3:*", Resource: "*" },
    ]);
    this.role("deploy-action", { AWS: roleArn("pipeline") }, [
      { Action: ["codedeploy:*", "ecs:RegisterTaskDefinition", "s3:GetObject"], Resource: "*" },
      pass,
    ]);
    this.role("deployment", { Service: "codedeploy.amazonaws.com" }, [
      { Action: ["ecs:*", "elasticloadbalancing:*", "lambda:InvokeFunction"], Resource: "*" },
      pass,
    ]);
  }

  /** A role with one inline policy, which allows the statements. */
  role(name: string, principal: Properties, statements: Properties[]): void {
    this.account.create("aws:iam/role:Role", { name, assumeRolePolicy: trust(principal) });
    if (statements.length > 0) {
      this.account.create("aws:iam/rolePolicy:RolePolicy", this.policyInputs(name, statements), name);
    }
  }

  policyInputs(role: string, statements: Properties[]): Properties {
    const Statement = statements.map((one) => ({ Effect: "Allow", ...one }));
    return { role, name: role, policy: JSON.stringify({ Version: "2012-10-17", Statement }) };
  }

  serviceInputs(more: Properties = {}): Properties {
    const task = this.account.create("aws:ecs/taskDefinition:TaskDefinition", {
      ...template(),
      containerDefinitions: JSON.stringify([container("public.ecr.aws/nginx/nginx:1")]),
    });
    return {
      name: "api",
      cluster: `arn:aws:ecs:${REGION}:${ACCOUNT_ID}:cluster/shop`,
      taskDefinition: text(task.outputs.arn),
      deploymentController: { type: "CODE_DEPLOY" },
      capacityProviderStrategies: [{ capacityProvider: "FARGATE", weight: 1 }],
      networkConfiguration: {
        subnets: this.network.subnets.map(({ id }) => id),
        securityGroups: [this.network.group.id],
      },
      loadBalancers: [{ targetGroupArn: this.groups[0].id, containerName: "api", containerPort: 8080 }],
      ...more,
    };
  }

  groupInputs(more: Properties = {}): Properties {
    return {
      appName: "shop-api",
      deploymentGroupName: "api",
      deploymentConfigName: "CodeDeployDefault.ECSAllAtOnce",
      serviceRoleArn: roleArn("deployment"),
      deploymentStyle: { deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL" },
      ecsService: { clusterName: "shop", serviceName: "api" },
      blueGreenDeploymentConfig: {
        deploymentReadyOption: { actionOnTimeout: "CONTINUE_DEPLOYMENT" },
        terminateBlueInstancesOnDeploymentSuccess: { action: "TERMINATE", terminationWaitTimeInMinutes: 5 },
      },
      autoRollbackConfiguration: { enabled: true, events: ["DEPLOYMENT_FAILURE"] },
      loadBalancerInfo: {
        targetGroupPairInfo: {
          targetGroups: [{ name: "blue" }, { name: "green" }],
          prodTrafficRoute: { listenerArns: [this.listeners[0].id] },
          testTrafficRoute: { listenerArns: [this.listeners[1].id] },
        },
      },
      ...more,
    };
  }

  appSpec(more = ""): string {
    return `version: 0.0
Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: <TASK_DEFINITION>
        LoadBalancerInfo: { ContainerName: api, ContainerPort: 8080 }
        PlatformVersion: LATEST
        NetworkConfiguration:
          AwsvpcConfiguration:
            Subnets: [${this.network.subnets[0].id}]
            SecurityGroups: [${this.network.group.id}]
            AssignPublicIp: DISABLED
        CapacityProviderStrategy:
          - { CapacityProvider: FARGATE_SPOT, Weight: 1 }
Hooks:
  - AfterAllowTestTraffic: shop-hook
${more}`;
  }

  bundleInputs(taskdef: Properties = template(), appSpec = this.appSpec()): Properties {
    return {
      bucket: "shop-artifacts",
      key: "bundles/api.zip",
      source: archive({ "taskdef.json": JSON.stringify(taskdef), "appspec.yaml": appSpec }),
    };
  }

  /** Another bundle in place of the one there. */
  putBundle(taskdef: Properties = template(), appSpec = this.appSpec()): void {
    this.account.update(this.bundle, this.bundleInputs(taskdef, appSpec));
  }

  /** The stages of the pipeline; `deploy` is its last action. */
  stages(deploy: Properties = this.deployAction()): Properties[] {
    return [
      {
        name: "Source",
        actions: [
          {
            name: "Image",
            category: "Source",
            owner: "AWS",
            provider: "ECR",
            version: "1",
            configuration: { RepositoryName: "shop/api", ImageTag: "candidate" },
            outputArtifacts: ["Image"],
            namespace: "Image",
          },
          {
            name: "Bundle",
            category: "Source",
            owner: "AWS",
            provider: "S3",
            version: "1",
            configuration: {
              S3Bucket: "shop-artifacts",
              S3ObjectKey: "bundles/api.zip",
              PollForSourceChanges: "false",
            },
            outputArtifacts: ["Bundle"],
          },
        ],
      },
      { name: "Deploy", actions: [deploy] },
    ];
  }

  deployAction(configuration: Properties = {}): Properties {
    return {
      name: "Deploy",
      category: "Deploy",
      owner: "AWS",
      provider: "CodeDeployToECS",
      version: "1",
      roleArn: roleArn("deploy-action"),
      inputArtifacts: ["Bundle", "Image"],
      configuration: {
        ApplicationName: "shop-api",
        DeploymentGroupName: "api",
        TaskDefinitionTemplateArtifact: "Bundle",
        TaskDefinitionTemplatePath: "taskdef.json",
        AppSpecTemplateArtifact: "Bundle",
        AppSpecTemplatePath: "appspec.yaml",
        Image1ArtifactName: "Image",
        Image1ContainerName: "IMAGE1_NAME",
        ...configuration,
      },
    };
  }

  pipelineInputs(more: Properties = {}): Properties {
    return {
      name: "shop-api",
      pipelineType: "V2",
      roleArn: roleArn("pipeline"),
      artifactStores: [{ type: "S3", location: "shop-artifacts" }],
      stages: this.stages(),
      ...more,
    };
  }

  close(): void {
    this.account.close();
  }
}
