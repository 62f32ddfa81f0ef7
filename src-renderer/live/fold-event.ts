/** How an event of the live feed changes what the window knows. Unchanged parts keep their identity. */
import type { LiveEvent, LiveState, RequestRow } from "../../src-shared/contract/index.ts";

/** Rows kept in the window; the full history is in the usage database. */
export const requestRowLimit = 1000;

export function foldEvent(state: LiveState | null, event: LiveEvent): LiveState | null {
  if (event.type === "snapshot") return event.state;
  if (state === null) return null;
  return { ...state, ...event.change, requests: foldRows(state.requests, event.requestRows) };
}

/** Replaces rows by id and puts new ones in front; newest first, bounded. */
export function foldRows(rows: RequestRow[], changed: RequestRow[]): RequestRow[] {
  if (changed.length === 0) return rows;
  const latest = new Map(changed.map((row) => [row.id, row]));
  const kept = rows.map((row) => {
    const replacement = latest.get(row.id);
    latest.delete(row.id);
    return replacement ?? row;
  });
  if (latest.size === 0) return kept;
  return [...latest.values(), ...kept]
    .sort((left, right) => right.startedAt - left.startedAt)
    .slice(0, requestRowLimit);
}
