/** An error that an AWS API answers with: its code and its message, in AWS's words. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** The real provider tries again for minutes, because another operation under way may remove the cause. */
    readonly passing: boolean = false,
  ) {
    super(message);
  }
}

/** How AWS's provider names the services in its messages; a module of the SDK that is not here is named in capitals. */
const SERVICES: Record<string, string> = {
  acm: "ACM",
  alb: "Elastic Load Balancing v2",
  appautoscaling: "Application Auto Scaling",
  cloudwatch: "CloudWatch",
  codebuild: "CodeBuild",
  codecommit: "CodeCommit",
  codedeploy: "CodeDeploy",
  codepipeline: "CodePipeline",
  ec2: "EC2",
  lambda: "Lambda",
  lb: "Elastic Load Balancing v2",
  route53: "Route 53",
  secretsmanager: "Secrets Manager",
  servicediscovery: "ServiceDiscovery",
  vpc: "EC2",
};

const OPERATIONS = { creating: "Create", updating: "Update", deleting: "Delete" } as const;

/** Says a refusal as the provider says it: what was being done to which resource, and what AWS answered. */
export function describe(doing: keyof typeof OPERATIONS, type: string, name: string, refusal: Refusal): string {
  const module = type.split(/[:/]/)[1] ?? "";
  const service = SERVICES[module] ?? module.toUpperCase();
  const words = (type.split(":")[2] ?? "").replace(/([a-z0-9])([A-Z])/g, "$1 $2");
  const operation = `${OPERATIONS[doing]}${words.replace(/ /g, "")}`;
  const answer = `operation error ${service}: ${operation}, https response error StatusCode: 400`;
  return `1 error occurred:\n\t* ${doing} ${service} ${words} (${name}): ${answer}, api error ${refusal.code}: ${refusal.message}`;
}
