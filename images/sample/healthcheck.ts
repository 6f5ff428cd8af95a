// Asks the service beside it for its health, in an image that has neither shell nor curl.
import { get } from "node:http";

const request = get(
  { host: "127.0.0.1", port: process.env.PORT ?? "8080", path: "/healthz", timeout: 2000 },
  (response) => process.exit(response.statusCode === 200 ? 0 : 1),
);
request.on("timeout", () => process.exit(1));
request.on("error", () => process.exit(1));
