import { QueryClientProvider } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo, useSyncExternalStore, type ReactNode } from "react";
import type { LiveState } from "../../src-shared/contract/index.ts";
import { dependenciesOf, invalidateByFeed } from "../query/invalidate-by-feed.ts";
import { createQueries, createQueryClient, type Queries } from "../query/queries.ts";
import type { AdminClient } from "../rpc.ts";
import type { Connection, LiveStore } from "./live-store.ts";

interface Link {
  client: AdminClient;
  store: LiveStore;
}

interface Switchyard extends Link {
  queries: Queries;
}

const Context = createContext<Switchyard | null>(null);

export function LiveProvider({ client, store, children }: Link & { children: ReactNode }) {
  const queryClient = useMemo(() => createQueryClient(), []);
  const switchyard = useMemo(() => ({ client, store, queries: createQueries(client) }), [client, store]);
  useEffect(
    () =>
      invalidateByFeed(store, dependenciesOf(switchyard.queries), (queryKey) => {
        void queryClient.invalidateQueries({ queryKey });
      }),
    [store, switchyard, queryClient],
  );
  return (
    <QueryClientProvider client={queryClient}>
      <Context value={switchyard}>{children}</Context>
    </QueryClientProvider>
  );
}

function useSwitchyard(): Switchyard {
  const switchyard = useContext(Context);
  if (switchyard === null) throw new Error("Outside of LiveProvider");
  return switchyard;
}

export function useClient(): AdminClient {
  return useSwitchyard().client;
}

/** For useQuery: `useQueries().usage.report.queryOptions({ input })`. */
export function useQueries(): Queries {
  return useSwitchyard().queries;
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
