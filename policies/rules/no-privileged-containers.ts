import { judgeContainers, nameOf, readsOfContainers } from "../facts/containers";
import { quoted } from "../message";
import { judge, type Rule } from "../rule";

/** Fargate refuses privileged containers itself; the rule is for task definitions that may run on EC2. */
export const noPrivilegedContainers: Rule = {
  id: "no-privileged-containers",
  title: "No container runs privileged.",
  severity: "critical",
  controls: { securityHub: ["ECS.4"], checkov: ["CKV_AWS_334"] },
  reads: readsOfContainers("privileged"),
  why: "A privileged container has the rights of root on its host and so on every other container there.",
  remediation: "Leave `privileged` out, or set it to false. Add the one Linux capability that is needed instead.",
  check: (task) =>
    judgeContainers(task, (containers) =>
      containers.flatMap((container) =>
        judge(container.get("privileged"), (value) =>
          value === undefined || value === false
            ? undefined
            : { what: `${nameOf(container)} is privileged (privileged: ${quoted(value)}).`, fix: "privileged: false" },
        ),
      ),
    ),
};
