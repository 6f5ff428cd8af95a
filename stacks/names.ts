import { Location, physicalName } from "../components";

/** Names the bastion beside the services: its ECS service, container, roles and image repository. */
export const bastionName = "bastion";

/** The fixed physical names of one stack: everything that a policy, a key or a container definition refers to. */
export class StackNames {
  private readonly prefix: string;

  constructor(
    private readonly project: string,
    private readonly stack: string,
    readonly location: Location,
  ) {
    this.prefix = `${project}-${stack}`;
  }

  get cluster(): string {
    return physicalName("cluster", this.prefix);
  }

  get keyAlias(): string {
    return physicalName("keyAlias", this.prefix);
  }

  /** What every log group's name begins with. */
  get logGroupPrefix(): string {
    return `/${this.prefix}`;
  }

  get execLogGroup(): string {
    return this.logGroup("exec");
  }

  /** Without a domain of its own, a stack names its services in a zone that exists inside its VPC only. */
  get privateZone(): string {
    return `${this.stack}.${this.project}.internal`;
  }

  /** Bucket names are one name space for all of AWS, hence account and region. */
  bucket(purpose: string): string {
    return physicalName("bucket", this.prefix, purpose, this.location.accountId, this.location.region);
  }

  repository(service: string): string {
    return physicalName("repository", this.prefix, service);
  }

  family(service: string): string {
    return physicalName("taskFamily", this.prefix, service);
  }

  taskRole(service: string): string {
    return this.role(service, "task");
  }

  executionRole(service: string): string {
    return this.role(service, "execution");
  }

  /** A role of the stack, or of one of its services. */
  role(...purpose: string[]): string {
    return physicalName("role", this.prefix, ...purpose);
  }

  /** Matches the names of all roles of the stack, and of all rules. */
  get pattern(): string {
    return `${this.prefix}-*`;
  }

  /** One repository for the code of all services and stacks. */
  get codeRepository(): string {
    return physicalName("codeRepository", this.project);
  }

  approvalRule(branch: string): string {
    return physicalName("approvalRuleTemplate", this.project, branch.replace(/\W/g, "-"));
  }

  /** Pipeline, build project, CodeDeploy application and group of a service have the same name. */
  delivery(service: string): string {
    return physicalName("pipeline", this.prefix, service);
  }

  deploymentConfig(service: string, routing: string): string {
    return physicalName("deploymentConfig", this.prefix, service, routing);
  }

  function(...purpose: string[]): string {
    return physicalName("function", this.prefix, ...purpose);
  }

  eventRule(...purpose: string[]): string {
    return physicalName("eventRule", this.prefix, ...purpose);
  }

  alarm(...purpose: string[]): string {
    return physicalName("alarm", this.prefix, ...purpose);
  }

  topic(purpose: string): string {
    return physicalName("topic", this.prefix, purpose);
  }

  /** Names the bastion to Systems Manager, and to people. */
  get bastion(): string {
    return `${this.prefix}-${bastionName}`;
  }

  /** Preferences of the sessions that people open on the bastion. */
  get sessionDocument(): string {
    return physicalName("sessionDocument", this.prefix, "session");
  }

  /** What traces call the stack: all stacks of an account share X-Ray's map. */
  get tracedStack(): string {
    return this.prefix;
  }

  /** What traces call a service. */
  traced(service: string): string {
    return `${this.prefix}-${service}`;
  }

  samplingRule(purpose: string): string {
    return physicalName("samplingRule", this.prefix, purpose);
  }

  get traceGroup(): string {
    return physicalName("traceGroup", this.prefix);
  }

  get dashboard(): string {
    return physicalName("dashboard", this.prefix);
  }

  /** Where the stack's own metrics are. */
  get metricNamespace(): string {
    return `${this.project}/${this.stack}`;
  }

  policy(...purpose: string[]): string {
    return physicalName("iamPolicy", this.prefix, ...purpose);
  }

  logGroup(...purpose: string[]): string {
    return physicalName("logGroup", this.logGroupPrefix, ...purpose);
  }

  /** What the log groups of the stack's functions begin with, which Lambda itself names. */
  get functionLogGroupPrefix(): string {
    return `/aws/lambda/${this.prefix}-`;
  }

  /** The names of another stack of this project, which may be in another account. */
  of(stack: string, accountId: string = this.location.accountId): StackNames {
    return new StackNames(this.project, stack, { ...this.location, accountId });
  }
}
