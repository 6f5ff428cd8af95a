import { expect } from "chai";
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
    AWS_ACCESS_KEY_ID: "x",
    AWS_SECRET_ACCESS_KEY: "x",
    KEY: `AKIA${"A".repeat(16)}`,
    GH: `ghp_${"a".repeat(36)}`,
    PEM: "-----BEGIN RSA PRIVATE KEY-----",
    DATABASE_URL: "postgres://app:hunter2@db.internal/app",
    SESSION: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc",
  };
  for (const [name, value] of Object.entries(credentials)) {
    it(`${name}=${value.slice(0, 12)} looks like a credential`, () => {
      expect(looksLikeCredential(name, value)).to.equal(true);
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
  };
  for (const [name, value] of Object.entries(settings)) {
    it(`${name}=${value} looks like a setting`, () => {
      expect(looksLikeCredential(name, value)).to.equal(false);
    });
  }
});
