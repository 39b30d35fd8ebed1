/** Days as people choose them, and the instants between which they lie. */

export interface Days {
  /** YYYY-MM-DD, or nothing. */
  readonly from: string;
  /** The last day, with all of it. */
  readonly until: string;
}

/** By this computer's clock, as times without a zone are read in. */
export function spanOf({ from, until }: Days): { from?: string; until?: string } {
  return {
    ...(from !== "" && { from: startOf(from, 0) }),
    ...(until !== "" && { until: startOf(until, 1) }),
  };
}

function startOf(day: string, daysLater: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const start = new Date(year, month - 1, date + daysLater);
  return Number.isNaN(start.getTime()) ? day : start.toISOString();
}
