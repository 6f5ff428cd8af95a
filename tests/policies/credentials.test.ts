import { expect } from "chai";
import * as fc from "fast-check";
import { credentialIn } from "../../policies/facts/credentials";

const CREDENTIAL_NAMES = [
  "PASSWORD", "password", "DB_PASSWORD", "dbPassword", "db.password", "PGPASSWORD", "MYSQL_PWD", "SMTP_PASS",
  "SECRET", "CLIENT_SECRET", "JWT_SECRET", "DJANGO_SECRET_KEY", "SECRET_KEY_BASE", "APP_SECRETS", "SESSION_SECRET_2",
  "TOKEN", "GITHUB_TOKEN", "accessToken", "API_KEY", "apiKey", "STRIPE_APIKEY", "AWS_SECRET_ACCESS_KEY",
  "PRIVATE_KEY", "PRIVATE_KEY_PEM", "ENCRYPTION_KEY", "NEW_RELIC_LICENSE_KEY", "CREDENTIALS", "PASSPHRASE",
]; // prettier-ignore

const HARMLESS_NAMES = [
  "DB_HOST", "NODE_ENV", "PWD", "OLD_PWD", "PATH", "PORT", "KEY_PREFIX", "CACHE_KEY", "PARTITION_KEY",
  "DB_PASSWORD_ARN", "DB_PASSWORD_FILE", "SECRET_NAME", "SECRET_ID", "TOKEN_URL", "TOKEN_TTL", "TOKEN_ISSUER",
  "PASSWORD_MIN_LENGTH", "API_KEY_HEADER", "PUBLIC_API_KEY", "STRIPE_PUBLISHABLE_KEY", "MAX_TOKENS",
  "TOKENIZERS_PARALLELISM", "SECRETS_MANAGER_REGION", "AWS_SECRETS_EXTENSION_HTTP_PORT", "KEYCLOAK_REALM",
  "PASSWORD_HASHER", "SECRETARY", "COMPASS", "AWS_ACCESS_KEY_ID_PARAMETER",
]; // prettier-ignore

const CREDENTIAL_VALUES: Readonly<Record<string, string>> = {
  "an AWS access key": "AKIAIOSFODNN7EXAMPLE",
  "a private key": "-----BEGIN RSA PRIVATE KEY-----\nMIIE",
  "a PGP key": "-----BEGIN PGP PRIVATE KEY BLOCK-----",
  "a database URL": "postgres://app:s3cr3t@db.internal:5432/app",
  "a Redis URL": "redis://:s3cr3t@cache:6379",
  "a GitHub token": `ghp_${"a1B2".repeat(9)}`,
  "a Slack webhook": `https://hooks.slack.com/services/T${"A1".repeat(4)}/B${"A1".repeat(4)}/${"aB3d".repeat(6)}`,
  "a Stripe key": `sk_live_${"a1B2".repeat(6)}`,
  "a JWT": `eyJ${"a1B2".repeat(5)}.eyJ${"a1B2".repeat(5)}.${"a1B2".repeat(5)}`,
};

const HARMLESS_VALUES = [
  "", "true", "false", "disabled", "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:db-AbCdEf",
  "/run/secrets/db", "/etc/app/credentials.json", "ssm:/app/db", "${DB_PASSWORD}", "<from the vault>", "****",
]; // prettier-ignore

const HARMLESS_UNDER_ANY_NAME = [
  "https://example.com/path?x=1:2@3", "https://example.com:8443/a@b", "http://user@example.com", "postgres://db:5432/app",
  "postgres://app:${PASSWORD}@db/app", "user:password", "mailto:someone@example.com", "AKIA", "12:30 @ noon",
]; // prettier-ignore

describe("credentialIn", () => {
  for (const name of CREDENTIAL_NAMES) {
    it(`recognizes the name ${name}`, () => {
      expect(credentialIn(name, "hunter2")).to.be.a("string");
    });
  }
  for (const name of HARMLESS_NAMES) {
    it(`lets the name ${name} pass`, () => {
      expect(credentialIn(name, "hunter2")).to.equal(undefined);
    });
  }
  for (const [what, value] of Object.entries(CREDENTIAL_VALUES)) {
    it(`recognizes ${what} under any name`, () => {
      expect(credentialIn("SETTING_URL", `x ${value} y`)).to.be.a("string");
    });
  }
  for (const value of HARMLESS_VALUES) {
    it(`lets ${JSON.stringify(value)} pass even as a password`, () => {
      expect(credentialIn("DB_PASSWORD", value)).to.equal(undefined);
    });
  }
  for (const value of HARMLESS_UNDER_ANY_NAME) {
    it(`lets ${JSON.stringify(value)} pass as a setting`, () => {
      expect(credentialIn("SETTING", value)).to.equal(undefined);
    });
  }

  it("never quotes the value", () => {
    fc.assert(
      fc.property(fc.constantFrom(...CREDENTIAL_NAMES), fc.stringMatching(/^[A-Za-z0-9]{12,40}$/), (name, value) => {
        expect(credentialIn(name, value)).to.be.a("string").that.does.not.include(value);
      }),
    );
  });

  it("answers at once, also for what is made to be slow", () => {
    const slow = [
      "a.".repeat(30000),
      "a://".repeat(15000),
      "-eyJ".repeat(15000),
      "/a".repeat(30000),
      "://:".repeat(15000),
    ];
    const started = Date.now();
    slow.forEach((value) => credentialIn("DB_PASSWORD", value));
    expect(Date.now() - started).to.be.lessThan(2000);
  });
});
