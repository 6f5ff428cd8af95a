import { judgeContainers, nameOf, readsOfContainers } from "../facts/containers";
import { judge, type Rule } from "../rule";

/** Omitted means writable. */
export const readOnlyRootFilesystem: Rule = {
  id: "read-only-root-filesystem",
  title: "Every container has a read-only root file system.",
  severity: "high",
  controls: { securityHub: ["ECS.5"], checkov: ["CKV_AWS_336"] },
  reads: readsOfContainers("readonlyRootFilesystem"),
  why: "Whoever gets into the container can change its programs and leave others behind.",
  remediation:
    "Set `readonlyRootFilesystem: true`, and mount a volume at each path that the application must write, such as /tmp.",
  check: (task) =>
    judgeContainers(task, (containers) =>
      containers.flatMap((container) =>
        judge(container.get("readonlyRootFilesystem"), (value) =>
          value === true
            ? undefined
            : {
                what: `${nameOf(container)} has a writable root file system.`,
                fix: "readonlyRootFilesystem: true (and a volume in mountPoints for each path that must be writable)",
              },
        ),
      ),
    ),
};
