import { useState } from "react";
import type { RequestRow } from "../../../src-shared/contract/index.ts";
import { trialClient } from "../../../src-shared/trial-client.ts";
import { useMutation, type Mutation } from "../../query/use-mutation.ts";
import { useQuery } from "../../query/use-query.ts";
import { useClient, useLive, useQueries } from "../../live/use-live.tsx";

export interface FirstSteps {
  /** False for a moment, while it is looked up what was done earlier. */
  known: boolean;
  /** Whether they stand on the overview now. */
  shown: boolean;
  signedIn: boolean;
  tried: boolean;
  /** Name of a tool that was answered; null while there is none. */
  tool: string | null;
  leave: Mutation<[]>;
  resume: Mutation<[]>;
}

/** Clients that a person tries the gateway with; all others are tools. */
const tryers = new Set([trialClient, "curl", "switchyard-cli", ""]);

/**
 * How far a newcomer has come, by what is there: an account, a request that was answered, a tool that was. They can
 * be left and taken up again at any time; once begun they stay until they are left, so that the last result is seen.
 */
export function useFirstSteps(): FirstSteps {
  const client = useClient();
  const queries = useQueries();
  const wanted = useLive((state) => state.settings.values.desktop.firstSteps);
  const signedIn = useLive((state) => state.accounts.length > 0);
  const triedNow = useLive((state) => state.requests.some(isAnswered));
  const toolNow = useLive((state) =>
    state.requests.find((row) => isAnswered(row) && isTool(row.client.name)),
  );

  // What was done before Switchyard was last started is in the database.
  const unsure = wanted && signedIn && toolNow === undefined;
  const { data: before, problem } = useQuery(
    queries.usage.report.queryOptions({
      input: { days: 3660, by: "client" },
      enabled: unsure,
      // Of what comes from now on the feed tells.
      staleTime: "static",
    }),
  );
  const toolBefore = before?.groups.find(
    ({ name, requests, failed }) => isTool(name) && requests > failed,
  )?.name;
  const tool = toolNow?.client.name ?? toolBefore ?? null;
  const tried = triedNow || (before !== null && before.lifetime.requests > before.lifetime.failed);
  const known = !unsure || before !== null || problem !== null;
  const [begun, setBegun] = useState(false);
  const shown = wanted && (begun || !signedIn || (known && !(tried && tool !== null)));
  if (shown && !begun) setBegun(true);

  const want = (firstSteps: boolean) => client.settings.update({ desktop: { firstSteps } });
  return {
    known: known || shown,
    shown,
    signedIn,
    tried,
    tool,
    leave: useMutation(() => want(false)),
    resume: useMutation(() => {
      setBegun(true);
      return want(true);
    }),
  };
}

function isAnswered({ outcome }: RequestRow): boolean {
  return outcome === "ok";
}

function isTool(name: string): boolean {
  return !tryers.has(name);
}
