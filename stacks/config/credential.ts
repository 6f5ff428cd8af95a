const credentialName =
  /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIALS?|(?:API|ACCESS|PRIVATE|SECRET|SIGNING|ENCRYPTION)_?KEY)$/i;

// Switches, ARNs and paths say where a credential is, or whether there is one; a public key is none.
const harmlessValue = /^(?:true|false|on|off|yes|no|none|arn:\S+|(?:\/[\w.-]+){2,})$/i;

// Values that carry a mark of their own: AWS and GitHub and Slack keys, PEM, JSON web tokens, a password in a URL.
const credentialValue =
  /(?:^|[^A-Za-z0-9])(?:A[KS]IA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|xox[abprs]-[A-Za-z0-9-]{10,}|eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.)|-----BEGIN [A-Z ]*PRIVATE KEY-----|^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/;

/**
 * True when an environment variable looks like a credential, by its name (`DB_PASSWORD`, `apiKey`) or by its value.
 *
 * Such a variable would lie in the task definition for everybody who may describe it. The policy pack, which judges any
 * program, knows more forms; what is refused here is refused there as well.
 */
export function looksLikeCredential(name: string, value: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  const named = credentialName.test(words) && !/(?:^|_)PUBLIC(?:_|$)/i.test(words) && !harmlessValue.test(value);
  return value !== "" && (named || credentialValue.test(value));
}
