import { expect } from "chai";
import type { Rule } from "../../policies/rule";
import { rules } from "../../policies/rules";
import { casesOf } from "./cases";
import type { Case } from "./cases/case";
import { askResource, askStack, type Outcome, pathIn } from "./harness";

/** What is said of the resource, and of the whole plan where the case has one. */
function verdict(rule: Rule, { beside, ...resource }: Case): Outcome {
  const alone = askResource([rule], resource);
  if (beside === undefined) {
    return alone;
  }
  const plan = askStack([rule], [resource, ...beside]);
  const isJudgedAlone = rule.reads.some(({ type, inStackOnly }) => type === resource.type && inStackOnly !== true);
  return {
    reports: [...alone.reports, ...plan.reports],
    notApplicable: [...(isJudgedAlone ? alone.notApplicable : []), ...plan.notApplicable],
  };
}

describe("rules", () => {
  for (const rule of rules) {
    describe(rule.id, () => {
      const cases = casesOf[rule.id] ?? [];

      for (const expected of cases) {
        it(`${expected.what} (${expected.type.replace(/^.*:/, "")})`, () => {
          const { reports, notApplicable } = verdict(rule, expected);
          const violations = reports.filter(({ policy }) => policy === rule.id);
          const inconclusive = reports.filter(({ policy }) => policy === "inconclusive");

          expect(violations.map(({ message }) => pathIn(message))).to.deep.equal(expected.violations ?? []);
          expect(inconclusive.map(({ message }) => pathIn(message))).to.deep.equal(expected.inconclusive ?? []);
          // What was not judged, or not judged to the end, must not count as passed.
          const judged = violations.length > 0 || inconclusive.length === 0;
          expect(notApplicable.includes(rule.id)).to.equal(expected.notApplicable === true || !judged);
          if (expected.says !== undefined) {
            expect(violations[0]?.message).to.include(expected.says);
          }
        });
      }

      it("has a passing, a failing, an unknown and a not applicable case", () => {
        const kinds = {
          passing: cases.some((c) => !c.violations && !c.inconclusive && !c.notApplicable),
          failing: cases.some(({ violations }) => violations),
          unknown: cases.some(({ inconclusive }) => inconclusive),
          notApplicable: cases.some(({ notApplicable }) => notApplicable),
        };
        expect(kinds).to.deep.equal({ passing: true, failing: true, unknown: true, notApplicable: true });
      });
    });
  }
});
