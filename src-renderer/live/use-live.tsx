import { createContext, useContext, useSyncExternalStore, type ReactNode } from "react";
import type { LiveState } from "../../src-shared/contract/index.ts";
import type { AdminClient } from "../rpc.ts";
import type { Connection, LiveStore } from "./live-store.ts";

interface Switchyard {
  client: AdminClient;
  store: LiveStore;
}

const Context = createContext<Switchyard | null>(null);

export function LiveProvider({ client, store, children }: Switchyard & { children: ReactNode }) {
  return <Context value={{ client, store }}>{children}</Context>;
}

function useSwitchyard(): Switchyard {
  const switchyard = useContext(Context);
  if (switchyard === null) throw new Error("Outside of LiveProvider");
  return switchyard;
}

export function useClient(): AdminClient {
  return useSwitchyard().client;
}

export function useConnection(): Connection {
  const { store } = useSwitchyard();
  return useSyncExternalStore(store.subscribe, () => store.get().connection);
}

/** True once the first snapshot has arrived; below that point useLive may be called. */
export function useLoaded(): boolean {
  const { store } = useSwitchyard();
  return useSyncExternalStore(store.subscribe, () => store.get().state !== null);
}

/**
 * Renders again only when the selected part changes.
 *
 * @param select returns a part of the state itself, never a new object
 */
export function useLive<Part>(select: (state: LiveState) => Part): Part {
  const { store } = useSwitchyard();
  return useSyncExternalStore(store.subscribe, () => {
    const { state } = store.get();
    if (state === null) throw new Error("Nothing is known yet");
    return select(state);
  });
}
