import { Check } from "./facts";

/** S3 keeps a file 30 days in Standard-IA before it takes it to Glacier. */
const daysInInfrequentAccess = 30;

/** Log files move to ever cheaper classes, and expire last. */
export const archiveIsInOrder: Check = function* ({ draft }) {
  const { infrequentAccessAfterDays, glacierAfterDays, expireAfterDays } = draft.logging?.archive ?? {};
  const archive = ["logging", "archive"];
  if (infrequentAccessAfterDays !== undefined && glacierAfterDays !== undefined) {
    const earliest = infrequentAccessAfterDays + daysInInfrequentAccess;
    if (glacierAfterDays < earliest) {
      yield {
        path: [...archive, "glacierAfterDays"],
        given: String(glacierAfterDays),
        allowed: `at least ${earliest}, ${daysInInfrequentAccess} days after infrequentAccessAfterDays`,
        fix: "Raise it, or delete infrequentAccessAfterDays.",
      };
    }
  }
  const moves = [infrequentAccessAfterDays, glacierAfterDays].filter((days) => days !== undefined);
  const lastMove = Math.max(0, ...moves);
  if (expireAfterDays !== undefined && expireAfterDays <= lastMove) {
    yield {
      path: [...archive, "expireAfterDays"],
      given: String(expireAfterDays),
      allowed: `more than ${lastMove}, when log files move the last time`,
      fix: "Raise it, or delete the moves that come after it.",
    };
  }
};
