const MILLISECONDS = 86_400_000;

/** A day, counted from 1970-01-01 in UTC. */
export type Day = number;

/** The day of a date written `YYYY-MM-DD`; nothing if there is no such day. */
export function dayOf(date: string): Day | undefined {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) / MILLISECONDS : NaN;
  // Date.parse takes the 31st of a month of 30 days for the 1st of the next.
  return !Number.isNaN(day) && dateOf(day) === date ? day : undefined;
}

/** The date of a day, as `YYYY-MM-DD`. */
export function dateOf(day: Day): string {
  return new Date(day * MILLISECONDS).toISOString().slice(0, 10);
}

export function today(): Day {
  return Math.floor(Date.now() / MILLISECONDS);
}
