import { z } from "zod";
import type { SecretReference } from "../../components/container-service/secrets";
import { about, evenIfPartsAreWrong } from "./about";

const arn = (service: string, resource: string) => `arn:aws(?:-[a-z]+)*:${service}:[a-z0-9-]+:\\d{12}:${resource}`;
// A colon after the name would be ECS's own syntax for a JSON key, which is jsonKey here.
const secretName = new RegExp(`^(?:[\\w/+=.@-]{1,512}|${arn("secretsmanager", "secret:[\\w/+=.@-]{1,512}")})$`);
const parameterName = new RegExp(`^(?:[\\w./-]{1,1011}|${arn("ssm", "parameter/[\\w./-]{1,1011}")})$`);

const eitherKind = {
  allowed: "{ secretsManager: <name or ARN>, jsonKey: <key, optional> } or { parameter: <name or ARN> }",
  fix: "Keep either secretsManager (with jsonKey where the secret is JSON) or parameter.",
};

/** Where a secret lies; both kinds take a name in the stack's own account and region, or a full ARN. */
export const secretReference = about(
  z
    .strictObject({
      secretsManager: about(z.string().regex(secretName).optional(), {
        what: "Name or ARN of a secret in Secrets Manager.",
        allowed:
          "a name of letters, digits and /_+=.@-, or an ARN arn:aws:secretsmanager:<region>:<account>:secret:<name>",
        example: "prod/db",
        fix: "Name the secret, never its value; a JSON key goes into jsonKey.",
      }),
      jsonKey: about(
        z
          .string()
          .regex(/^[^:\s]+$/)
          .optional(),
        {
          what: "Key of a JSON secret, where the variable holds one key of it.",
          allowed: "a key without colons and blanks",
          example: "password",
        },
      ),
      parameter: about(z.string().regex(parameterName).optional(), {
        what: "Name or ARN of a parameter in Parameter Store.",
        allowed: "a name of letters, digits and /_.-, or an ARN arn:aws:ssm:<region>:<account>:parameter/<name>",
        example: "/prod/api-key",
        fix: "Name the parameter, never its value.",
      }),
    })
    .superRefine(({ secretsManager, jsonKey, parameter }, context) => {
      const isSecret = secretsManager !== undefined && parameter === undefined;
      const isParameter = parameter !== undefined && secretsManager === undefined && jsonKey === undefined;
      if (!isSecret && !isParameter) {
        context.addIssue({ code: "custom", params: eitherKind });
      }
    }, evenIfPartsAreWrong)
    .transform(({ secretsManager, jsonKey, parameter }): SecretReference => {
      if (secretsManager !== undefined) {
        return jsonKey === undefined ? { secretsManager } : { secretsManager, jsonKey };
      }
      // Not reached without a parameter: a transformation runs only when nothing is wrong.
      return parameter === undefined ? z.NEVER : { parameter };
    }),
  {
    ...eitherKind,
    what: "Where a secret lies.",
    example: "{ secretsManager: prod/db, jsonKey: password }",
    fix: "Put the value into Secrets Manager or Parameter Store, and name it here.",
    hidden: true,
  },
);
