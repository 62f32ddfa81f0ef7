/** Follows the live feed for as long as the app runs; a feed that breaks off is taken up again. */
import type { LiveEvent, LiveState } from "../../../src-shared/contract/index.ts";
import type { AdminClient } from "../../compose/compose.ts";
import type { Clock } from "../../platform/ports.ts";

const retryMs = 1000;

/** The state after an event. Request rows are left out: the tray shows none. */
export function afterLiveEvent(state: LiveState | null, event: LiveEvent): LiveState | null {
  if (event.type === "snapshot") return event.state;
  return state === null ? null : { ...state, ...event.change };
}

/** Calls `changed` with every new state; resolves when `signal` aborts. */
export async function followLiveFeed(
  client: AdminClient,
  clock: Clock,
  signal: AbortSignal,
  changed: (state: LiveState) => void,
): Promise<void> {
  while (!signal.aborted) {
    let state: LiveState | null = null;
    try {
      for await (const event of await client.live.feed({ background: true }, { signal })) {
        state = afterLiveEvent(state, event);
        if (state !== null) changed(state);
      }
    } catch {
      // Broken off: begin again with a fresh snapshot.
    }
    await pause(clock, signal);
  }
}

function pause(clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const cancel = clock.after(retryMs, resolve);
    signal.addEventListener(
      "abort",
      () => {
        cancel();
        resolve();
      },
      { once: true },
    );
  });
}
