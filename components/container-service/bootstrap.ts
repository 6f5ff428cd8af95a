/**
 * The image that stands in until the first application image exists: BusyBox, 2 MB, for x86_64 and ARM64, runs under every
 * user id and writes to shared memory only.
 */
export const defaultBootstrapImage = "public.ecr.aws/docker/library/busybox:1.37.0";

const root = "/dev/shm/bootstrap";

/**
 * A command for BusyBox that answers the health check at `path`, so that the service is healthy from the first hour;
 * without a port it only waits.
 */
export function bootstrapCommand(port: number | undefined, path: string): string[] {
  if (port === undefined) {
    return ["tail", "-f", "/dev/null"];
  }
  const file = path.endsWith("/") ? `${root}${path}index.html` : `${root}${path}`;
  const folder = file.slice(0, file.lastIndexOf("/"));
  return [
    "sh",
    "-c",
    `mkdir -p '${folder}' && echo waiting for the first image > '${file}' && exec httpd -f -p ${port} -h ${root}`,
  ];
}
