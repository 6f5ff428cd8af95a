/** What the lines of a bill are sorted by, in this order. */
export const costGroups = ["Fargate", "Load balancers", "Network", "Logs", "Monitoring", "Delivery", "Other"] as const;

/** One line of the estimate. */
export interface CostLine {
  readonly group: (typeof costGroups)[number];
  readonly what: string;
  /** How the amount comes about. */
  readonly detail: string;
  /** US dollars a month with every service at its fewest tasks. */
  readonly low: number;
  /** US dollars a month with every service at its most tasks, all month. */
  readonly high: number;
}

/** A line; `high` is `low` where the number of tasks does not matter. */
export function line(group: CostLine["group"], what: string, detail: string, low: number, high = low): CostLine {
  return { group, what, detail, low, high };
}

/** `1 to 3`, or `1`. */
export function range(low: number, high: number): string {
  return low === high ? String(low) : `${low} to ${high}`;
}

/** `1 zone`, or `2 zones`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
