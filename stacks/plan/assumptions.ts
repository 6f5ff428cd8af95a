/** What a config does not say, and a bill depends on. */
export interface Assumptions {
  readonly logGb: number;
  readonly requests: number;
  readonly imageMib: number;
  readonly pullsPerDay: number;
  readonly natGb: number;
  readonly deployments: number;
}

/** One assumption: its option on the command line is its name in kebab case. */
export interface Assumption {
  readonly name: keyof Assumptions;
  readonly option: string;
  readonly what: string;
  readonly unit: string;
}

/** Assumptions that can be overridden. */
export const assumptionList: readonly Assumption[] = [
  { name: "logGb", option: "log-gb", unit: "GB", what: "lines that all services write a month" },
  { name: "requests", option: "requests", unit: "million", what: "requests a month to each load balancer" },
  { name: "imageMib", option: "image-mib", unit: "MiB", what: "compressed size of a service's image" },
  {
    name: "pullsPerDay",
    option: "pulls-per-day",
    unit: "a day",
    what: "starts of tasks, each of which pulls its images",
  },
  { name: "natGb", option: "nat-gb", unit: "GB", what: "other traffic a month from tasks to the internet" },
  { name: "deployments", option: "deployments", unit: "a month", what: "pipeline runs of each service" },
];

/**
 * What is assumed unless somebody knows better.
 *
 * @param sizeBudgetMiB - the most that an image of the stack may have
 */
export function defaultAssumptions(sizeBudgetMiB: number): Assumptions {
  return { logGb: 10, requests: 1, imageMib: sizeBudgetMiB, pullsPerDay: 20, natGb: 10, deployments: 20 };
}

/** Assumptions that nobody has had to change yet; they are printed as well. */
export const fixedAssumptions = {
  /** As AWS counts a month. */
  hoursPerMonth: 730,
  /** Lines that are errors, or match a pattern of the config. */
  selectedLogPercent: 5,
  /** What log lines have left when they are compressed, in CloudWatch Logs as in S3. */
  compressedPercent: 15,
  /** Request and response together. */
  kibPerRequest: 10,
  /** Compressed size of a sidecar's image, such as the log router's. */
  sidecarMib: 100,
  /** What a pull asks of the registry itself: a token, the manifest, where the layers are. */
  pullApiMib: 0.1,
  /** Versions of each image that the registry keeps. */
  keptImages: 30,
  buildMinutes: 5,
  /** A pipeline's other actions: fetching the code, deploying. */
  pipelineMinutes: 15,
} as const;
