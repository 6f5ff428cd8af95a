import { expect } from "chai";
import fc from "fast-check";
import { ConfigError } from "../../../stacks/config";
import { fargateSizes } from "../../../stacks/config/fargateSize";
import { stackSchema } from "../../../stacks/config/schema";
import { knownKeys, schemasAlong } from "../../../stacks/config/walk";
import { about, edited, parse, refused } from "./example";

const name = fc.stringMatching(/^[a-z][a-z0-9]{1,10}(-[a-z0-9]{1,5})?$/).filter((text) => text !== "log-router");

const service = fc.record(
  {
    port: fc.integer({ min: 1, max: 65535 }),
    size: fc.constantFrom(...fargateSizes),
    user: fc.integer({ min: 0, max: 65535 }),
    image: fc.constantFrom("nginx:1.27", "public.ecr.aws/docker/library/busybox:1.37.0"),
    exposure: fc.constantFrom("public", "internal", "none"),
    architecture: fc.constantFrom("x86_64", "arm64"),
    spotPercent: fc.integer({ min: 0, max: 100 }),
    exec: fc.boolean(),
    stopTimeoutSeconds: fc.integer({ min: 2, max: 120 }),
    environment: fc.dictionary(fc.stringMatching(/^LOG_[A-Z]{1,8}_MODE$/), fc.string()),
    secrets: fc.dictionary(fc.stringMatching(/^SECRET_[A-Z]{1,8}$/), fc.constant({ parameter: "/a/b" })),
    count: fc
      .tuple(fc.integer({ min: 1, max: 50 }), fc.nat(50), fc.nat(50))
      .map(([min, more, most]) => ({ min, desired: min + more, max: min + more + most })),
  },
  { requiredKeys: ["port"] },
);

/** A config that is right: services with names of their own, each calling some of the internal ones. */
const validConfig = fc
  .record({
    network: fc.record(
      {
        cidr: fc
          .tuple(fc.nat(255), fc.integer({ min: 16, max: 18 }))
          .map(([second, prefix]) => `10.${second}.0.0/${prefix}`),
        availabilityZones: fc.oneof(
          fc.integer({ min: 2, max: 6 }),
          fc.constant(["ap-northeast-1a", "ap-northeast-1c"]),
        ),
        nat: fc.constantFrom("single", "per-az"),
        endpoints: fc.oneof(fc.constantFrom("gateway", "auto"), fc.subarray(["ecr.api", "ecr.dkr", "logs"])),
      },
      { requiredKeys: ["cidr"] },
    ),
    services: fc.uniqueArray(fc.tuple(name, service), { minLength: 1, maxLength: 5, selector: ([each]) => each }),
    tags: fc.dictionary(fc.stringMatching(/^[A-Z][a-z]{1,10}$/), fc.stringMatching(/^[\w ]{0,20}$/)),
    deletionProtection: fc.boolean(),
  })
  .map(({ services, ...rest }) => {
    const internal = services.filter(([, { exposure }]) => exposure === "internal").map(([each]) => each);
    const list = services.map(([each, args]) => ({
      ...args,
      name: each,
      calls: internal.filter((callee) => callee !== each),
    }));
    return edited({ ...rest, services: list });
  });

describe("Any config", () => {
  it("that is right is taken as it is", () => {
    fc.assert(
      fc.property(validConfig, (values) => {
        const config = parse(values);
        const given = values["fargate-platform:services"] as Record<string, unknown>[];
        for (const [index, { user, ...rest }] of given.entries()) {
          expect(config.services[index]).to.deep.include(rest);
          expect(config.services[index]?.user).to.equal(typeof user === "number" ? String(user) : "10001");
        }
      }),
    );
  });

  it("is taken or refused with a list of mistakes, whatever is in it", () => {
    const key = fc.oneof(
      fc.constantFrom(...Object.keys(stackSchema.shape)).map((each) => `fargate-platform:${each}`),
      fc.string(),
      fc.constantFrom(
        "aws:region",
        "__proto__",
        "fargate-platform:__proto__",
        "fargate-platform:constructor",
        "fargate-platform:",
      ),
    );
    fc.assert(
      fc.property(fc.dictionary(key, fc.oneof(fc.json({ maxDepth: 4 }), fc.string())), fc.string(), (values, stack) => {
        expectTakenOrRefused(values, stack);
      }),
    );
  });

  it("is taken or refused with a list of mistakes, whatever a part of it is replaced by", () => {
    fc.assert(
      fc.property(validConfig, fc.infiniteStream(fc.nat()), fc.jsonValue({ maxDepth: 3 }), (values, choices, value) => {
        const keys = Object.keys(values);
        const key = keys[Number(choices.next().value) % keys.length] ?? "";
        expectTakenOrRefused({ ...values, [key]: replaceSomewhere(values[key], choices, value) }, "dev");
      }),
    );
  });
});

describe("A misspelt key", () => {
  const places = [
    "",
    "network",
    "services[0]",
    "services[0].healthCheck",
    "services[0].count",
    "services[0].scaling",
    "services[0].secrets.A",
    "logging",
    "logging.archive",
    "loadBalancers",
    "domain",
  ];
  const path = (place: string) => place.split(/[.[\]]+/).filter((each) => each !== "");

  for (const place of places) {
    const known = knownKeys(schemasAlong(stackSchema, path(place)).pop() ?? stackSchema);

    it(`${place === "" ? "at the top" : `of ${place}`} is answered with the key that was meant`, () => {
      expect(known).not.to.be.empty;
      for (const key of known) {
        for (const typo of typosOf(key).filter((each) => !known.includes(each))) {
          const where = place === "" ? typo : `${place}.${typo}`;
          expect(about(refused(edited({ [where]: "value" })), where)).to.contain(`Did you mean ${key}?`);
        }
      }
    });
  }
});

/** A letter left out in the middle, doubled, two swapped, and the case lost. */
function typosOf(key: string): string[] {
  const middle = Math.floor(key.length / 2);
  const swapped = key.slice(0, middle - 1) + (key[middle] ?? "") + (key[middle - 1] ?? "") + key.slice(middle + 1);
  return [
    key.slice(0, middle) + key.slice(middle + 1),
    key.slice(0, middle) + (key[middle] ?? "") + key.slice(middle),
    swapped,
    key.toUpperCase(),
  ];
}

function expectTakenOrRefused(values: Record<string, unknown>, stack: string): void {
  try {
    parse(values, stack);
  } catch (error) {
    expect(error).to.be.an.instanceOf(ConfigError);
    if (error instanceof ConfigError) {
      expect(error.mistakes).not.to.be.empty;
      for (const { path: at, given, allowed, fix } of error.mistakes) {
        expect(at).not.to.be.empty;
        for (const text of [given, allowed, fix]) {
          expect(text).to.match(/^\S/);
          expect(text).not.to.match(/undefined|\[object|\n/);
        }
      }
    }
  }
}

/** Puts `value` in the place of some part of `whole`, chosen by the numbers. */
function replaceSomewhere(whole: unknown, choices: Iterator<number>, value: unknown): unknown {
  const choice = Number(choices.next().value);
  if (typeof whole !== "object" || whole === null || choice % 5 === 0) {
    return value;
  }
  const keys = Object.keys(whole);
  const key = keys[choice % Math.max(keys.length, 1)];
  const copy: object = Array.isArray(whole) ? [...(whole as unknown[])] : { ...whole };
  if (key !== undefined) {
    Reflect.set(copy, key, replaceSomewhere(Reflect.get(whole, key), choices, value));
  }
  return copy;
}
