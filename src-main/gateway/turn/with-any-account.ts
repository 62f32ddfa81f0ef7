/**
 * For what costs no quota: asked with any login that lives, whether its account has reached a limit or not. How it
 * goes says nothing about the account, so nothing is noted.
 */
import type { RequestRecord } from "../../logs/request-log.ts";
import type { Credentials } from "../../platform/credentials.ts";
import { isRefusedLogin, UpstreamFailure } from "../../providers/failure.ts";
import { traceAttempt } from "./attempt-trace.ts";
import { failureToTell, isPassing } from "./select-client-error.ts";
import type { RunningProvider } from "./running-provider.ts";
import type { Serving, TurnServices } from "./account-failover.ts";

/** Calls `use` with one login after the other, the present account's first. Throws the failure that tells most. */
export async function withAnyLogin<T>(
  services: TurnServices,
  record: RequestRecord,
  use: (credentials: Credentials, serving: Serving) => Promise<T>,
): Promise<T> {
  const { accounts } = services.providers;
  const { provider, pool } = accounts;
  const first = pool.next() ?? provider.slots.activeId();
  const living = provider.slots
    .all()
    .filter(({ ended, sealed, paused }) => !ended && !sealed && !paused)
    .toSorted((a, b) => Number(b.id === first) - Number(a.id === first));
  const failures: unknown[] = [];
  for (const { id } of living) {
    try {
      return await ask(accounts, record, id, use);
    } catch (error) {
      if (error instanceof UpstreamFailure && error.kind === "cancelled") throw error;
      failures.push(error);
    }
  }
  // A used-up plan is no reason here: whoever was asked has said why not.
  throw failures.findLast(isPassing) ?? failures.at(-1) ?? failureToTell(accounts, [], null);
}

async function ask<T>(
  { provider, now }: RunningProvider<Credentials>,
  record: RequestRecord,
  accountId: string,
  use: (credentials: Credentials, serving: Serving) => Promise<T>,
): Promise<T> {
  const trace = traceAttempt(record, null, now);
  const serving: Serving = { accountId, trace, answered() {}, end: () => Promise.resolve() };
  const { row } = record;
  row.accountId = accountId;
  row.attempts += 1;
  const credentials = await provider.credentials(accountId);
  try {
    return await use(credentials, serving);
  } catch (error) {
    const renewed = isRefusedLogin(error) ? await provider.recover?.(accountId, credentials) : null;
    if (!renewed) throw error;
    return use(renewed, serving);
  }
}
