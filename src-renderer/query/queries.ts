/** The contract's procedures as queries: their keys follow the contract's groups ("usage", "tools", …). */
import { createTanstackQueryUtils } from "@orpc/tanstack-query";
import { keepPreviousData, QueryClient } from "@tanstack/react-query";
import type { AdminClient } from "../rpc.ts";

export type Queries = ReturnType<typeof createQueries>;

export function createQueries(client: AdminClient) {
  return createTanstackQueryUtils(client);
}

/**
 * Asks once for every view that opens, and again when the live feed says that the answer has changed. Nothing is kept
 * for a view that has closed: what is shown in a dialog is what Switchyard would do now.
 */
export function createQueryClient(): QueryClient {
  const always = { networkMode: "always", retry: false } as const;
  return new QueryClient({
    defaultOptions: {
      queries: {
        ...always,
        gcTime: 0,
        placeholderData: keepPreviousData,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
    },
  });
}
