import { expect } from "chai";
import fc from "fast-check";

import { SessionPreferences, SessionPreferencesArgs } from "../../../components/bastion/SessionPreferences";
import { sessionDocument } from "../../../components/bastion/sessionDocument";
import { requireSessionDocument } from "../../../sandbox/aws/resources/sessionDocuments";
import type { Properties } from "../../../sandbox/aws/value";
import { location, Plan, planOf } from "../mocks";
import { kmsKeyArn } from "./fixture";

const types = { document: "aws:ssm/document:Document", logGroup: "aws:cloudwatch/logGroup:LogGroup" };

function preferences(overrides: Partial<SessionPreferencesArgs> = {}): SessionPreferences {
  return new SessionPreferences("bastion", {
    documentName: "shop-session",
    location,
    logGroupName: "/shop/bastion/sessions",
    retentionDays: 30,
    kmsKeyArn,
    keyAlias: "shop",
    logBucketName: "shop-logs",
    idleTimeoutMinutes: 15,
    ...overrides,
  });
}

const document = (idleTimeoutMinutes: number) =>
  sessionDocument({
    keyAlias: "shop",
    logGroupName: "/shop/bastion/sessions",
    bucketName: "shop-logs",
    prefix: "sessions",
    idleTimeoutMinutes,
  });

describe("SessionPreferences", () => {
  let plan: Plan;

  before(async () => {
    plan = await planOf(() => preferences());
  });

  it("are a session document of the stack's own, and not the account's default", () => {
    expect(plan.one(types.document)).to.include({
      name: "shop-session",
      documentType: "Session",
      documentFormat: "JSON",
    });
  });

  it("say how shells are encrypted, logged, run and ended", () => {
    expect(plan.document(types.document, "bastion", "content")).to.deep.equal({
      schemaVersion: "1.0",
      description: "Shells on the bastion: encrypted, logged, without privileges",
      sessionType: "Standard_Stream",
      inputs: {
        s3BucketName: "shop-logs",
        s3KeyPrefix: "sessions",
        s3EncryptionEnabled: true,
        cloudWatchLogGroupName: "/shop/bastion/sessions",
        cloudWatchEncryptionEnabled: true,
        cloudWatchStreamingEnabled: true,
        kmsKeyId: "alias/shop",
        idleSessionTimeout: "15",
        maxSessionDuration: "480",
        runAsEnabled: true,
        runAsDefaultUser: "bastion",
        shellProfile: { linux: "cd && exec bash" },
      },
    });
  });

  it("log to a group that is encrypted, forgets, and is there first", () => {
    const logGroup = plan.registered(types.logGroup, "bastion-sessions");
    expect(logGroup.inputs).to.deep.include({
      name: "/shop/bastion/sessions",
      kmsKeyId: kmsKeyArn,
      retentionInDays: 30,
    });
    expect(plan.registered(types.document).dependencies).to.include(logGroup.urn);
  });

  it("are known in the first preview", async () => {
    const preview = await planOf(() => preferences(), { preview: true });
    expect(preview.one(types.document)["content"]).to.equal(plan.one(types.document)["content"]);
  });

  it("fit Session Manager's schema with every idle timeout that it takes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (minutes) => {
        const made = document(minutes);
        expect(made.inputs.idleSessionTimeout).to.equal(String(minutes));
        expect(() => requireSessionDocument(JSON.parse(JSON.stringify(made)) as Properties)).to.not.throw();
      }),
    );
  });

  it("refuse any other idle timeout, and say which are taken", () => {
    for (const minutes of [0, 61, 1.5, Number.NaN]) {
      expect(() => document(minutes)).to.throw(
        `Idle timeout of ${minutes} minutes: allowed are whole minutes from 1 to 60.`,
      );
    }
  });
});
