/**
 * The value, which the SDK's types call optional although AWS always gives it.
 *
 * @throws Error with this message where it is missing.
 */
export function required<T>(value: T | undefined, message: string): T {
  if (value === undefined) {
    throw new Error(message);
  }
  return value;
}
