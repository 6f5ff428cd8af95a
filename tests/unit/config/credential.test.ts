import { expect } from "chai";
import { credentialIn } from "../../../policies/facts/credentials";
import { looksLikeCredential } from "../../../stacks/config/credential";

describe("An environment variable", () => {
  const credentials = {
    DB_PASSWORD: "x",
    dbPassword: "x",
    PASSWORD: "x",
    API_KEY: "x",
    apiKey: "x",
    GITHUB_TOKEN: "x",
    CLIENT_SECRET: "x",
    AWS_SECRET_ACCESS_KEY: "x",
    KEY: `AKIA${"A".repeat(16)}`,
    GH: `ghp_${"a".repeat(36)}`,
    PEM: "-----BEGIN RSA PRIVATE KEY-----",
    DATABASE_URL: "postgres://app:hunter2@db.internal/app",
    SESSION: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N",
  };
  for (const [name, value] of Object.entries(credentials)) {
    it(`${name}=${value.slice(0, 12)} looks like a credential`, () => {
      expect(looksLikeCredential(name, value)).to.equal(true);
      expect(credentialIn(name, value), "the policy pack must agree").to.be.a("string");
    });
  }

  const settings = {
    LOG_LEVEL: "info",
    TOKEN_TTL_SECONDS: "300",
    PASSWORD_MIN_LENGTH: "12",
    SECRET_NAME: "prod/db",
    MONKEY: "business",
    PASSWORD: "",
    DATABASE_URL: "postgres://db.internal:5432/app",
    CALLBACK: "https://example.com/a@b",
    KEY_ROTATION: "true",
    PWD: "/app",
    PUBLIC_API_KEY: "pk_123",
    ENABLE_TOKEN: "true",
    DB_PASSWORD: "/run/secrets/db",
  };
  for (const [name, value] of Object.entries(settings)) {
    it(`${name}=${value} looks like a setting`, () => {
      expect(looksLikeCredential(name, value)).to.equal(false);
    });
  }
});
