/** Bounds on what the backend tells of times: a slip of a unit or a broken proxy must not rest an account for ever. */

const minute = 60_000;
const day = 24 * 60 * minute;

/** No window of a plan is longer than a month: what resets later than this was told wrongly. */
const longestWindowMs = 32 * day;

/** After these an account is asked again, whatever was told. */
export const longestPauseMs = { limit: 8 * day, throttle: 15 * minute };

/**
 * An instant in the future that can be true, in epoch milliseconds; else null.
 *
 * @param told epoch seconds, or milliseconds as some proxies send it
 */
export function futureInstant(told: number | null | undefined, now: number): number | null {
  if (told === null || told === undefined || !Number.isFinite(told)) return null;
  const at = told > 1e11 ? told : told * 1000;
  return at > now && at - now <= longestWindowMs ? at : null;
}

/** Milliseconds to wait that can be true; else null. */
export function plausibleWait(ms: number | null): number | null {
  return ms !== null && Number.isFinite(ms) && ms >= 0 ? ms : null;
}

/** ISO 8601 with zone, to the second. */
export function isoTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** The same by this computer's clock, e.g. 2026-11-30T17:00:00+01:00. */
export function localIsoTime(at: number): string {
  const date = new Date(at);
  const offset = -date.getTimezoneOffset();
  const two = (value: number) => String(value).padStart(2, "0");
  const zone = `${offset < 0 ? "-" : "+"}${two(Math.trunc(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return new Date(at + offset * minute).toISOString().replace(/\.\d{3}Z$/, zone);
}
