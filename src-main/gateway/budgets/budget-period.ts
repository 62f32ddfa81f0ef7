/** The day or the week that a budget is for, by this computer's calendar; weeks begin on Monday. */
export type Per = "day" | "week";

/** Epoch milliseconds. */
export function periodOf(per: Per, now: number): { start: number; end: number } {
  const date = new Date(now);
  date.setHours(0, 0, 0, 0);
  if (per === "week") date.setDate(date.getDate() - ((date.getDay() + 6) % 7));
  const start = date.getTime();
  // By the calendar: a day may have 23 or 25 hours.
  date.setDate(date.getDate() + (per === "day" ? 1 : 7));
  return { start, end: date.getTime() };
}
