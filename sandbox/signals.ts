/**
 * Answers with a signal that ends a run as Ctrl-C does: the engine finishes what is under way, keeps the state right
 * and stops.
 *
 * A terminal tells the engine itself of Ctrl-C, and the engine takes a second one as the wish to stop at once; so
 * Ctrl-C is passed on only where there is no terminal.
 */
export function cancelOnSignal(say: (line: string) => void): AbortSignal {
  const controller = new AbortController();
  const stop = (pass: boolean): void => {
    say("stopping when what is under way has finished");
    if (pass) {
      controller.abort();
    }
  };
  process.on("SIGINT", () => stop(!process.stdin.isTTY));
  process.on("SIGTERM", () => stop(true));
  return controller.signal;
}
