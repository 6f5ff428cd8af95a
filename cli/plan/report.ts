import { assumptionList, costGroups, StackPlan } from "../../stacks/plan";
import { linesOf, zonesText } from "../../stacks/plan/notes";
import { lineWidth, table, wrapped } from "./table";

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const money = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** The plan of a stack as a text for people. */
export function report(plan: StackPlan): string {
  return [
    `${plan.stack}: ${plan.cidr} in ${plan.region}`,
    "",
    ...addresses(plan),
    "",
    ...cost(plan),
    "",
    ...savings(plan),
    "",
    ...pulls(plan),
    "",
    ...assumptions(plan),
    "",
  ].join("\n");
}

function paragraph(text: string): string[] {
  return wrapped(text, lineWidth - 2).map((line) => `  ${line}`);
}

function addresses({ addresses: plan, warnings }: StackPlan): string[] {
  return [
    "ADDRESSES",
    ...paragraph(
      `What the fullest subnet holds in the worst case: every service at its most tasks, old and new side by side, in ${zonesText(plan)}.`,
    ),
    "",
    ...table(
      [
        { title: "Subnet" },
        { title: "Size" },
        { title: "Usable", right: true },
        { title: "Needed", right: true },
        { title: "Share", right: true },
        { title: "What takes them" },
      ],
      plan.tiers.map(({ tier, mask, usable, needed, sharePercent, parts }) => [
        tier,
        `/${mask}`,
        whole.format(usable),
        whole.format(needed),
        `${sharePercent} %`,
        parts.map(({ what, addresses }) => `${addresses} ${what}`).join(", ") || "nothing yet",
      ]),
    ),
    ...warnings.flatMap((warning) => ["", ...paragraph(`Warning: ${warning}`)]),
  ];
}

function cost({ cost: estimate, region }: StackPlan): string[] {
  const standIn = estimate.priceRegion === region ? "" : ` in place of ${region}'s`;
  const groups = costGroups.filter((group) => linesOf(estimate, group).length > 0);
  const rows = groups.flatMap((group) =>
    linesOf(estimate, group).map(({ what, detail, low, high }, index) => [
      index === 0 ? group : "",
      what,
      money.format(low),
      money.format(high),
      detail,
    ]),
  );
  return [
    "COST in US$ a month",
    ...paragraph(
      `Low: every service at its fewest tasks; high: at its most, all month. Prices of ${estimate.priceRegion}${standIn}, ${estimate.pricesAsOf}, without tax, discounts and free tiers.`,
    ),
    "",
    ...table(
      [
        { title: "" },
        { title: "Item" },
        { title: "Low", right: true },
        { title: "High", right: true },
        { title: "How it comes about" },
      ],
      [...rows, undefined, ["Total", "", money.format(estimate.low), money.format(estimate.high), ""]],
    ),
  ];
}

function savings({ hints, logRoutingSaves }: StackPlan): string[] {
  const saved =
    logRoutingSaves > 0 ? paragraph(`Log routing saves US$ ${money.format(logRoutingSaves)} a month already.`) : [];
  const rows = hints.map(({ service = "all", change, usd }) => [service, change, money.format(usd)]);
  return [
    "WHAT WOULD SAVE, in US$ a month at the fewest tasks",
    ...saved,
    ...(rows.length === 0
      ? ["  Nothing more in the config."]
      : table([{ title: "Service" }, { title: "Change" }, { title: "Saves", right: true }], rows)),
  ];
}

function pulls({ breakEven, scaleOut, assumptions: assumed, estimatedPrices }: StackPlan): string[] {
  const { endpoints, usdPerMonth, gbPerMonth, pullsPerDay, pullsPerDayWithGateway, natUsdPerMonth } = breakEven;
  return [
    "ENDPOINTS OR NAT",
    ...paragraph(
      `${endpoints} interface endpoints cost US$ ${money.format(usdPerMonth)} a month, as much as ${whole.format(gbPerMonth)} GB through NAT save. ` +
        `In pulls of a ${assumed.imageMib} MiB image that is ${whole.format(pullsPerDay)} a day if its layers went through NAT. They do not: they come from S3 by its free gateway endpoint, ` +
        `and what is left would need ${whole.format(pullsPerDayWithGateway)} pulls a day.` +
        (natUsdPerMonth > 0
          ? ` Without any NAT the stack would save US$ ${money.format(natUsdPerMonth)} of hours.`
          : ""),
    ),
    "",
    "SCALE-OUT from the fewest tasks to the most",
    ...paragraph(
      `${scaleOut.tasks} starts pull ${scaleOut.gb.toFixed(1)} GB: ${scaleOut.natGb.toFixed(1)} GB through NAT, ${scaleOut.endpointGb.toFixed(1)} GB through interface endpoints, the rest free from S3. ` +
        `That costs US$ ${money.format(scaleOut.usd)}; without S3's gateway endpoint it would be US$ ${money.format(scaleOut.usdWithoutGateway)}.`,
    ),
    ...(estimatedPrices.length === 0
      ? []
      : ["", "PRICES NOT CONFIRMED for the region", ...paragraph(estimatedPrices.join(", "))]),
  ];
}

function assumptions({ assumptions: assumed, fixedAssumptions: fixed }: StackPlan): string[] {
  return [
    "ASSUMED",
    ...table(
      [{ title: "Value", right: true }, { title: "Unit" }, { title: "Change with" }, { title: "What" }],
      assumptionList.map(({ name, option, unit, what }) => [String(assumed[name]), unit, `--${option}`, what]),
    ),
    ...paragraph(
      `And: a month of ${fixed.hoursPerMonth} hours; ${fixed.selectedLogPercent} % of the lines are errors or selected by a pattern; ` +
        `stored lines are compressed to ${fixed.compressedPercent} %; ${fixed.kibPerRequest} KiB a request; a sidecar's image has ${fixed.sidecarMib} MiB; ` +
        `a pull asks the registry for ${fixed.pullApiMib} MiB; ${fixed.keptImages} images are kept of each service; a build takes ` +
        `${fixed.buildMinutes} minutes, the rest of a pipeline ${fixed.pipelineMinutes}.`,
    ),
  ];
}
