import { LogRouter } from "../../../components";
import { Bastion, BastionArgs } from "../../../components/bastion/Bastion";
import { location } from "../mocks";
import { cluster, kmsKeyArn, network } from "./fixture";

/** A bastion with everything that it needs around it. */
export function bastion(overrides: Partial<BastionArgs> = {}): Bastion {
  return new Bastion("bastion", {
    location,
    mode: "session-manager",
    bastionName: "shop-bastion",
    cluster: cluster(),
    network: network(),
    logRouter: new LogRouter("bastion", {
      serviceName: "bastion",
      logGroupPrefix: "/shop",
      location,
      bucketName: "shop-logs",
      cloudWatch: "errors",
      retentionDays: 30,
      kmsKeyArn,
    }),
    image: "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/shop/bastion:1.0.0",
    names: {
      service: "bastion",
      family: "shop-bastion",
      taskRole: "shop-bastion-task",
      executionRole: "shop-bastion-execution",
      instanceRole: "shop-bastion-instance",
      sessionDocument: "shop-session",
      sessionLogGroup: "/shop/bastion/sessions",
    },
    kmsKeyArn,
    keyAlias: "shop",
    logBucketName: "shop-logs",
    retentionDays: 30,
    idleTimeoutMinutes: 15,
    size: { cpuUnits: 256, memoryMiB: 512 },
    architecture: "ARM64",
    internetEgress: false,
    tags: { Owner: "platform" },
    ...overrides,
  });
}

/** A statement of a rendered policy. */
export interface Rendered {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** One or many, as a list. */
export function list(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}

/** The statements of a policy document that allow an action, by its exact name. */
export function allowing(document: unknown, action: string): Rendered[] {
  return (document as { Statement: Rendered[] }).Statement.filter(({ Action }) => list(Action).includes(action));
}

/** All actions of a policy document, sorted. */
export function actions(document: unknown): string[] {
  return [...new Set((document as { Statement: Rendered[] }).Statement.flatMap(({ Action }) => list(Action)))].sort();
}
