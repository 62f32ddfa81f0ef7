import { AppError } from "../platform/app-error.ts";
import type { Cooling } from "../limits/limit-tracker.ts";
import { UpstreamFailure } from "../upstream/failure.ts";
import { problemOfFailure } from "./failure-problem.ts";
import type { TurnServices } from "./with-account.ts";

/** Milliseconds an account is left alone when the backend does not say how long. */
const guess = { limit: 5 * 60_000, throttle: 5_000, forbidden: 20_000 };

/** Notes what a failure means for the account; false when another account would fail the same way. */
export async function blameAccount(
  services: Pick<TurnServices, "limits" | "pool" | "store" | "now">,
  accountId: string,
  error: unknown,
  model: string | null = null,
): Promise<boolean> {
  const { limits, pool, now } = services;
  if (error instanceof AppError) {
    limits.problem(accountId, error.problem);
    return error.code === "sign_in_needed" || error.code === "accounts_sealed" || error.code === "network";
  }
  if (!(error instanceof UpstreamFailure)) return false;
  const { kind } = error;
  const trouble = () => {
    limits.problem(accountId, problemOfFailure(error));
    const until = pool.trouble(accountId);
    if (until !== null) limits.cool(accountId, { until, kind, told: false });
  };
  switch (kind) {
    case "usage-limit":
    case "payment":
      limits.problem(accountId, problemOfFailure(error));
      // A meter of its own says nothing of the plan's other models.
      limits.cool(accountId, limitPause(error, now()), error.meter === null ? null : model);
      return true;
    case "auth-expired":
    case "auth-dead":
      limits.problem(accountId, problemOfFailure(error));
      await services.store.markDead(accountId, now());
      return true;
    case "rate-limited":
    case "overloaded":
    case "forbidden": {
      const wait = error.retryAfterMs ?? (kind === "forbidden" ? guess.forbidden : guess.throttle);
      // Overload passes in its own time: only what the backend asks for is a reason to stay away at once.
      if (kind !== "overloaded" || error.retryAfterMs !== null) {
        limits.cool(accountId, { until: now() + wait, kind, told: error.retryAfterMs !== null });
      }
      trouble();
      return true;
    }
    case "server":
    case "timeout":
    case "stream-cut":
      trouble();
      return true;
    case "network":
      // The way out is the same for all accounts.
      limits.problem(accountId, problemOfFailure(error));
      return true;
    case "not-in-plan":
    case "model-unavailable":
      return true;
    case "cloudflare":
    case "context-length":
    case "content-policy":
    case "foreign-reasoning":
    case "too-large":
    case "bad-request":
    case "protocol":
    case "cancelled":
      return false;
  }
}

function limitPause({ kind, resetsAt, retryAfterMs }: UpstreamFailure, now: number): Cooling {
  const told = resetsAt ?? (retryAfterMs === null ? null : now + retryAfterMs);
  return told !== null && told > now
    ? { until: told, kind, told: true }
    : { until: now + guess.limit, kind, told: false };
}
