/** What the process was given to work with. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A mistake in the environment: reported as one line, without a stack trace. */
export class SettingError extends Error {}

/**
 * A whole number from the environment.
 *
 * @throws SettingError when it is set, and not a whole number from `min` to `max`.
 */
export function wholeNumber(
  env: Environment,
  name: string,
  { fallback, min, max }: { readonly fallback: number; readonly min: number; readonly max: number },
): number {
  const given = env[name] ?? "";
  if (given === "") {
    return fallback;
  }
  const value = Number(given);
  if (!/^\d+$/.test(given) || value < min || value > max) {
    throw new SettingError(`${name} is "${given}"; allowed is a whole number from ${min} to ${max}.`);
  }
  return value;
}

/**
 * Address of a service that this one calls, without a slash at its end.
 *
 * @throws SettingError when it is missing, or no http or https URL.
 */
export function serviceUrl(env: Environment, name: string): string {
  const given = env[name] ?? "";
  if (!/^https?:\/\//.test(given) || !URL.canParse(given)) {
    throw new SettingError(`${name} is "${given}"; allowed is a URL such as http://backend.internal.`);
  }
  return given.replace(/\/+$/, "");
}
