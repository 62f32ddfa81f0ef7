/** Credits that start an account's windows anew (codex-backend 2.11). */
import type { SimulatorClock } from "../clock.ts";
import { isRecord } from "../rules/json-shape.ts";
import { detail, type Reply } from "../answers/reply.ts";
import type { BackendRoute } from "../routing.ts";
import type { SimulatedAccount } from "./simulated-account.ts";

export function resetRoutes(clock: SimulatorClock): Record<string, BackendRoute> {
  const redeemed = new Set<string>();

  function available(account: SimulatedAccount) {
    return account.resets.filter(
      ({ status, expiresAt }) => status === "available" && expiresAt > clock.now(),
    );
  }

  function consume(requestId: string, account: SimulatedAccount): string {
    if (redeemed.has(requestId)) return "already_redeemed";
    const [credit] = available(account);
    if (!credit) return "no_credit";
    if (account.windows.every(({ usedPercent }) => usedPercent === 0)) return "nothing_to_reset";
    redeemed.add(requestId);
    credit.status = "redeemed";
    for (const window of account.windows) {
      window.usedPercent = 0;
      window.resetsAt = clock.now() + window.minutes * 60_000;
    }
    return "reset";
  }

  return {
    "GET /wham/rate-limit-reset-credits": (_request, account): Reply => ({
      status: 200,
      body: {
        credits: account.resets.map(({ id, status, expiresAt }) => ({
          id,
          status,
          reset_type: "codex_rate_limits",
          expires_at: new Date(expiresAt).toISOString(),
        })),
        available_count: available(account).length,
      },
    }),
    "POST /wham/rate-limit-reset-credits/consume": ({ body }, account): Reply => {
      const requestId = isRecord(body) ? body["redeem_request_id"] : null;
      if (typeof requestId !== "string") return detail(422, "redeem_request_id: Field required");
      return { status: 200, body: { code: consume(requestId, account) } };
    },
  };
}
