/** Spends one of an account's reset credits at OpenAI. */
import { randomUUID } from "node:crypto";
import type { ResetOutcome } from "../../src-shared/contract/accounts.ts";
import type { SlotPool } from "../accounts/pool/slot-pool.ts";
import type { LimitTracker } from "../limits/limit-tracker.ts";
import { outcomeOfReset, useResetPath } from "../limits/reset-credits.ts";
import { AppError } from "../platform/app-error.ts";
import type { AskBackend } from "../providers/codex/ask-backend.ts";

export interface SpendPorts {
  ask: AskBackend;
  limits: Pick<LimitTracker, "fine">;
  pool: Pick<SlotPool, "fine">;
  /** Reads the limits anew; says itself what went wrong. */
  readAgain: (id: string) => Promise<void>;
}

/** Resolves when the limits have been read again. Throws AppError when it is not known whether a credit was spent. */
export async function spendResetCredit(ports: SpendPorts, id: string): Promise<ResetOutcome> {
  const outcome = outcomeOfReset(await ports.ask(id, useResetPath, { redeem_request_id: randomUUID() }));
  if (outcome === null) {
    throw new AppError(
      "protocol",
      "OpenAI's answer does not say whether the reset credit was spent.",
      "Refresh the account and look at its limits before trying again.",
    );
  }
  if (outcome === "reset") {
    ports.limits.fine(id);
    ports.pool.fine(id);
  }
  await ports.readAgain(id);
  return outcome;
}
