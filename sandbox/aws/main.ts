import { Provider } from "./provider";
import { serve } from "./server";

/**
 * The stand-in for the `aws` provider: the engine starts it as `pulumi-resource-aws`, gives it its own address and reads
 * the port from the first line of its output. It creates nothing outside the file that `CLOUD_VARIABLE` names.
 */
void serve(new Provider(process.argv[2])).then(
  (port) => {
    console.log(port);
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
