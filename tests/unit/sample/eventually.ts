/** How long (milliseconds) to wait for what happens soon, on a busy machine too. */
const patience = 5000;

/**
 * Looks until there is something, and gives it.
 *
 * @throws Error when there is nothing for five seconds, so that a test that fails also ends.
 */
export async function eventually<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const end = performance.now() + patience;
  while (performance.now() < end) {
    const found = await look();
    if (found !== undefined) {
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`Waited ${patience} ms in vain for: ${what}`);
}
