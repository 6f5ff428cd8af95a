/**
 * Which services a change concerns: a path in a service's folder that service, any other path all of them.
 *
 * @param changedPaths - paths before and after the change; undefined when nobody knows, which concerns all
 * @param services - names, each of which is a folder at the root of the repository
 */
export function affectedServices(changedPaths: readonly string[] | undefined, services: readonly string[]): string[] {
  if (changedPaths === undefined) {
    return [...services];
  }
  const known = new Set(services);
  const folders = new Set(changedPaths.map(topFolder));
  const concernsAll = [...folders].some((folder) => folder === undefined || !known.has(folder));
  return services.filter((service) => concernsAll || folders.has(service));
}

/** Undefined for a file at the root, whatever its name. */
function topFolder(path: string): string | undefined {
  const end = path.indexOf("/");
  return end < 0 ? undefined : path.slice(0, end);
}
