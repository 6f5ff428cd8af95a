import { z } from "zod";
import { about, wholeNumber } from "./about";

const commandForm = {
  allowed: 'a list: ["CMD", program, arguments…], or ["CMD-SHELL", one command line]',
  example: '["CMD", "/app/healthcheck"]',
};

function isHealthCommand(command: readonly string[]): boolean {
  return command[0] === "CMD" ? command.length > 1 : command[0] === "CMD-SHELL" && command.length === 2;
}

/** One health check for load balancer and container. */
export const healthCheck = about(
  z
    .strictObject({
      // The path lands between single quotes in a shell command.
      path: about(
        z
          .string()
          .max(1024)
          .regex(/^\/[\w.~%!$&()*+,;=:@/?-]*$/)
          .default("/"),
        {
          what: "Path that answers 200 when the service can serve; asked by the load balancer, and by the container itself.",
          allowed: "a path that starts with /, at most 1024 characters, without blanks and quotes",
          example: "/healthz",
          why: "most servers answer it",
        },
      ),
      port: wholeNumber(1, 65535, {
        what: "Port that is asked: the service's own, since nothing else listens.",
        example: "8080",
      }).optional(),
      command: about(
        z
          .array(about(z.string().min(1), { what: "A word.", allowed: "a text", example: "CMD" }))
          .refine(isHealthCommand)
          .optional(),
        {
          ...commandForm,
          what:
            "Command that the container runs to check itself. Left out, it asks the port with `wget`; give your own where " +
            "the image holds none.",
        },
      ),
      intervalSeconds: wholeNumber(5, 300, {
        what: "Seconds between two checks.",
        example: "15",
        why: "a bad task is out after less than a minute",
      }).default(15),
      timeoutSeconds: wholeNumber(2, 60, {
        what: "Seconds after which a check has failed; less than the interval.",
        example: "5",
        why: "AWS's own",
      }).default(5),
      healthyThreshold: wholeNumber(2, 10, {
        what: "Good checks in a row until the load balancer sends requests.",
        example: "2",
        why: "a new task serves soon",
      }).default(2),
      unhealthyThreshold: wholeNumber(2, 10, {
        what: "Bad checks in a row until a task is replaced.",
        example: "3",
        why: "one slow answer costs no task",
      }).default(3),
      startPeriodSeconds: wholeNumber(0, 300, {
        what: "Seconds after the start in which a bad check does not count.",
        example: "60",
        why: "enough for most applications to start",
      }).default(60),
    })
    .transform((given) => ({ ...given, retries: given.unhealthyThreshold }))
    .prefault({}),
  { what: "Health check of load balancer and container.", allowed: "a mapping", example: "{ path: /healthz }" },
);
