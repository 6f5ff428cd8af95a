import { Location, physicalName } from "../components";

/** The fixed physical names of one stack: everything that a policy, a key or a container definition refers to. */
export class StackNames {
  private readonly prefix: string;

  constructor(
    private readonly project: string,
    private readonly stack: string,
    private readonly location: Location,
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
    return physicalName("logGroup", this.logGroupPrefix, "exec");
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
    return physicalName("role", this.prefix, service, "task");
  }

  executionRole(service: string): string {
    return physicalName("role", this.prefix, service, "execution");
  }
}
