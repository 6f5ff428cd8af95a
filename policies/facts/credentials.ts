/** Values that are credentials whatever they are called. Quantifiers are bounded, so no input makes them slow. */
const VALUES: readonly { kind: string; pattern: RegExp }[] = [
  { kind: "holds an AWS access key ID", pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/ },
  { kind: "holds a private key", pattern: /-----BEGIN (?:[A-Z]{2,10} ){0,3}PRIVATE KEY(?: BLOCK)?-----/ },
  {
    kind: "holds a URL with a password in it",
    pattern: /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@?#]{0,256}:(?![$<{*])[^\s/@]{1,256}@/i,
  },
  { kind: "holds a GitHub token", pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22})/ },
  { kind: "holds a GitLab token", pattern: /\bglpat-[A-Za-z0-9_-]{20}/ },
  { kind: "holds a Slack token", pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10}/ },
  {
    kind: "holds a Slack webhook",
    pattern: /\bhooks\.slack\.com\/services\/T[A-Z0-9]{6,12}\/B[A-Z0-9]{6,12}\/[A-Za-z0-9]{16}/,
  },
  { kind: "holds a Stripe secret key", pattern: /\b[rs]k_live_[A-Za-z0-9]{16}/ },
  { kind: "holds a Google API key", pattern: /\bAIza[A-Za-z0-9_-]{35}/ },
  { kind: "holds an npm token", pattern: /\bnpm_[A-Za-z0-9]{36}/ },
  {
    kind: "holds a JSON Web Token",
    pattern: /\beyJ[A-Za-z0-9_-]{10,1024}\.eyJ[A-Za-z0-9_-]{10,1024}\.[A-Za-z0-9_-]{10}/,
  },
];

/** Words that name a credential where they end a name; the name may run them together, as in PGPASSWORD. */
const CREDENTIAL = /(?:PASSWORD|PASSWD|PASSPHRASE|PASSCODE|SECRETS?|TOKEN|APIKEY|CREDENTIALS?)$/;

/** Short forms, which are credentials after another word only: PWD alone is the working directory. */
const SHORT_FORMS = new Set(["PASS", "PWD"]);

/** A KEY is a credential after one of these words, and something to look up (a cache key, a public key) otherwise. */
const KEY_KINDS = new Set(
  "ACCESS API APP APPLICATION AUTH ENCRYPTION LICENSE MASTER PRIVATE SECRET SHARED SIGNING SSH".split(" "),
);

/** What may still follow: DB_PASSWORD_2, SECRET_KEY_BASE. Any other word makes the name one of a setting (TOKEN_TTL). */
const QUALIFIER =
  /^(?:\d+|BASE|BASE64|B64|CURRENT|DEV|JSON|NEW|OLD|PEM|PLAIN|PREVIOUS|PRIMARY|PROD|PRODUCTION|SECONDARY|STAGING|STG|STRING|TEST|TEXT|VALUE)$/;

/** Values that cannot be a credential, or that say where one is: switches, ARNs, file paths, placeholders. */
const HARMLESS_VALUE =
  /^(?:|true|false|on|off|yes|no|none|null|enabled?|disabled?|arn:[^\s]{1,2048}|(?:ssm|secretsmanager|vault|file):.{0,2048}|(?:\/[\w.-]{1,255}){2,32}|\$[{(].{0,255}[})]|<[\w -]{0,255}>|\*+)$/i;

/**
 * By what an environment variable gives itself away as a credential, to follow its name in a sentence; nothing if it
 * looks harmless.
 *
 * Made to be quiet: a rule that cries wolf is turned off. A value counts by itself if it has a form that only
 * credentials have; a name counts if it says that its value is one.
 */
export function credentialIn(name: string, value: string): string | undefined {
  const form = VALUES.find(({ pattern }) => pattern.test(value));
  if (form !== undefined) {
    return form.kind;
  }
  return namesCredential(name) && !HARMLESS_VALUE.test(value) ? "is one by its name" : undefined;
}

function namesCredential(name: string): boolean {
  const words = wordsOf(name);
  const end = words.findLastIndex((word) => !QUALIFIER.test(word));
  const last = words[end] ?? "";
  const before = words[end - 1] ?? "";
  if (words.includes("PUBLIC") || words.includes("PUBLISHABLE")) {
    return false;
  }
  return (
    CREDENTIAL.test(last) ||
    (last === "KEY" && KEY_KINDS.has(before)) ||
    (SHORT_FORMS.has(last) && before !== "" && before !== "OLD")
  );
}

/** DB_PASSWORD, db-password, db.password and dbPassword are the same two words. */
function wordsOf(name: string): string[] {
  return name
    .slice(0, 512)
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== "");
}
