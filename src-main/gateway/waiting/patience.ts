/** For how long a request may wait for a plan to reset: its header says so, else the settings. */
import type { IncomingHttpHeaders } from "node:http";
import type { Settings } from "../../../src-shared/settings.ts";
import { RequestError } from "../../protocols/shared/request-error.ts";

export interface Patience {
  /** Epoch milliseconds to which it waits for a plan's reset; not at all when that is over. */
  until: number;
  /** The same as its header has it, for every kind of waiting; null or missing: it says nothing. */
  told?: number | null;
  /** Whether there is memory for one more body that lies and waits. */
  hasRoom: () => boolean;
  /** Called now and then while it waits, where a client would take silence for the end. */
  alive?: () => void;
}

export interface PatienceServices {
  settings: { values(): Settings };
  /** Bytes that all bodies under way hold. */
  bodies: { held(): number };
  now: () => number;
}

const minute = 60_000;
const units: Record<string, number> = { "": 1000, s: 1000, m: minute, h: 60 * minute };
const longestMs = 24 * 60 * minute;
/** Bytes of all bodies under way, beyond which none waits: the rest is for requests that are served. */
const mostHeld = 128 * 1024 * 1024;

/** Milliseconds of `90`, `90s`, `30m` or `1h`, at most a day; null for anything else. */
export function waitMs(text: string): number | null {
  const found = /^(\d{1,6})\s*([smh]?)$/i.exec(text.trim());
  const unit = units[(found?.[2] ?? "").toLowerCase()];
  if (found === null || unit === undefined) return null;
  const ms = Number(found[1]) * unit;
  return ms <= longestMs ? ms : null;
}

/** Whether there is memory for one more body that lies and waits. */
export function hasRoomIn(bodies: { held(): number }): () => boolean {
  return () => bodies.held() < mostHeld;
}

/** Throws RequestError for a header that says no time. */
export function patienceOf(
  { settings, bodies, now }: PatienceServices,
  headers: IncomingHttpHeaders,
  alive?: () => void,
): Patience {
  const told = headers["x-switchyard-wait"];
  const ms = told === undefined ? settings.values().gateway.waitMinutes * minute : waitMs(String(told));
  if (ms === null)
    throw new RequestError(
      "x-switchyard-wait takes seconds or a time such as 90s, 30m or 1h, at most 24h; 0 does not wait.",
      { param: "x-switchyard-wait", code: "invalid_wait" },
    );
  const until = now() + ms;
  const patience = { until, told: told === undefined ? null : until, hasRoom: hasRoomIn(bodies) };
  return alive === undefined ? patience : { ...patience, alive };
}
