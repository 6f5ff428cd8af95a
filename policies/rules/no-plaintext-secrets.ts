import { type Container, judgeContainers, nameOf, readsOfContainers } from "../facts/containers";
import { credentialIn } from "../facts/credentials";
import type { Property } from "../facts/property";
import { quoted } from "../message";
import { type Finding, inconclusive, judge, type Rule } from "../rule";

/** A Pulumi secret is no way out: it is encrypted in the state, and still in the clear in the task definition. */
export const noPlaintextSecrets: Rule = {
  id: "no-plaintext-secrets",
  title: "No container gets a credential in its plain environment.",
  severity: "critical",
  controls: { securityHub: ["ECS.8"], cdkNag: ["AwsSolutions-ECS2"] },
  reads: readsOfContainers("environment[].name", "environment[].value"),
  why: "Everyone who may describe the task definition reads its environment, in every revision that was ever registered.",
  remediation:
    "Keep the value in Secrets Manager or Parameter Store, and name it in `secrets` of the container instead of " +
    "`environment`.",
  check: (task) =>
    judgeContainers(task, (containers) =>
      containers.flatMap((container) =>
        container
          .get("environment")
          .items()
          .flatMap((variable) => judgeVariable(container, variable)),
      ),
    ),
};

function judgeVariable(container: Container, variable: Property<{ name: string; value: string }>): Finding[] {
  const name = variable.get("name");
  const label = typeof name.value === "string" ? name.value : "";
  const findings = judge(variable.get("value"), (value) => {
    const kind = typeof value === "string" ? credentialIn(label, value) : undefined;
    return kind === undefined
      ? undefined
      : {
          what: `${nameOf(container)} has a credential in the clear: the environment variable ${quoted(label)} ${kind}.`,
          fix: `secrets: [{ name: ${quoted(label)}, valueFrom: "<ARN of the secret or parameter>" }]`,
        };
  });
  return findings.length === 0 && name.isUnknown ? [inconclusive(name)] : findings;
}
