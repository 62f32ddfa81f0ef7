/** What a component needs around it: a made-up Switchyard that answers in the page itself. */
import { createRouterClient } from "@orpc/server";
import { useState, type ReactNode } from "react";
import type { LiveState } from "../../src-shared/contract/index.ts";
import type { Link } from "../../src-renderer/app.tsx";
import { createLiveStore, type Connection, type LiveStore } from "../../src-renderer/live/live-store.ts";
import { LiveProvider, useLoaded } from "../../src-renderer/live/use-live.tsx";
import { waitFor } from "../../src-renderer/live/wait-for.ts";
import { createFakeSwitchyard, type FakeSwitchyard } from "../renderer/support/fake-switchyard.ts";
import { running } from "../renderer/support/states.ts";
import { now } from "../renderer/support/page-clock.ts";

export interface Setting {
  /** An ordinary working day when there is none; null while nothing is known yet. */
  state?: LiveState | null;
  /** How the connection stands; without it, as it is: live. */
  connection?: Connection;
  prepare?: (fake: FakeSwitchyard) => void;
}

/** Switchyard was last reached a minute and a half ago. */
export const lost: Connection = { state: "lost", since: now - 90_000 };

/** A client and a store over a Switchyard in that state, as the window has them. */
export function makeLink({ state = running(), connection, prepare }: Setting): Link {
  const fake = createFakeSwitchyard(state ?? running());
  prepare?.(fake);
  const client = createRouterClient(fake.router);
  const store =
    connection === undefined && state !== null
      ? createLiveStore({
          feed: (signal) => client.live.feed(undefined, { signal }),
          now: () => now,
          wait: waitFor,
          rest: (then) => void setTimeout(then, 40),
        })
      : standing(state, connection ?? { state: "connecting" });
  return { client, store };
}

/** A moment that does not pass. */
function standing(state: LiveState | null, connection: Connection): LiveStore {
  const snapshot = { state, connection };
  return { get: () => snapshot, subscribe: () => () => undefined, close: () => undefined };
}

/** Its children live in a Switchyard of their own. */
export function Stage({ children, ...setting }: Setting & { children: ReactNode }) {
  const [link] = useState(() => makeLink(setting));
  return (
    <LiveProvider {...link}>
      <WhenLoaded>{children}</WhenLoaded>
    </LiveProvider>
  );
}

function WhenLoaded({ children }: { children: ReactNode }) {
  return useLoaded() && children;
}
