import { AddressPlan } from "./addresses";
import { Cost } from "./cost";
import { costGroups, CostLine } from "./costLine";

/** Whole addresses with commas, as `16,379`. */
const whole = new Intl.NumberFormat("en-US");
/** Dollars and cents, as `1,234.50`. */
const money = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** The address plan as a Markdown table, for a dashboard. */
export function addressNote(plan: AddressPlan): string {
  const rows = plan.tiers.map(
    ({ tier, mask, usable, needed, sharePercent }) =>
      `${tier} | /${mask} | ${whole.format(usable)} | ${whole.format(needed)} | ${sharePercent} %`,
  );
  return [
    "Subnet | Size | Usable | Needed | Share",
    "--- | --- | ---: | ---: | ---:",
    ...rows,
    "",
    `Worst case: every service at its most tasks, old and new side by side, in ${zonesText(plan)}.`,
  ].join("\n");
}

/** Where the tasks are in the worst case. */
export function zonesText({ zones, zonesLeft }: AddressPlan): string {
  return zones === 1 ? "the one zone" : `${zonesLeft} of ${zones} zones`;
}

/** The lines of a group. */
export function linesOf(cost: Cost, group: CostLine["group"]): readonly CostLine[] {
  return cost.lines.filter((line) => line.group === group);
}

/** The cost as a Markdown table with a row for each group, for a dashboard. */
export function costNote(cost: Cost): string {
  const rows = costGroups
    .map((group) => ({ group, lines: linesOf(cost, group) }))
    .filter(({ lines }) => lines.length > 0)
    .map(({ group, lines }) => `${group} | ${amount(lines, "low")} | ${amount(lines, "high")}`);
  return [
    "US$ a month | Fewest tasks | Most tasks",
    "--- | ---: | ---:",
    ...rows,
    `**Total** | **${money.format(cost.low)}** | **${money.format(cost.high)}**`,
    "",
    `An estimate from the config with the prices of ${cost.priceRegion}, ${cost.pricesAsOf}.`,
  ].join("\n");
}

function amount(lines: readonly CostLine[], side: "low" | "high"): string {
  return money.format(lines.reduce((sum, line) => sum + line[side], 0));
}
