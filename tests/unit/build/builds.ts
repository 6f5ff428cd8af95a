import { Outcome } from "./codebuild";
import { Workspace } from "./workspace";

/** Workspaces that are removed after the suite in whose body this is called. */
export function workspaces(): () => Workspace {
  const made: Workspace[] = [];
  after(() => made.forEach((workspace) => workspace.remove()));
  return () => {
    const workspace = new Workspace();
    made.push(workspace);
    return workspace;
  };
}

/** Runs `act` for all at once, though only few at a time: a build mostly waits for processes to start. */
export async function each<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = [...items.entries()];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      results[next[0]] = await act(next[1]);
    }
  };
  await Promise.all(Array.from({ length: 4 }, work));
  return results;
}

/** The phase in which a build failed. */
export function failedPhase({ phases }: Outcome): string | undefined {
  return phases.find(({ succeeded }) => !succeeded)?.name;
}
