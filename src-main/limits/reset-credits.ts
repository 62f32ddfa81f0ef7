/**
 * Credits that start an account's windows anew (codex-backend 2.11). Spending one sends a request id, so that a call
 * that is sent twice spends one; its body and outcomes are as other programs know them, the document names the call
 * alone.
 */
import { z } from "zod";
import type { ResetCreditsView, ResetOutcome } from "../../src-shared/contract/accounts.ts";

export const resetCreditsPath = "/wham/rate-limit-reset-credits";
export const useResetPath = `${resetCreditsPath}/consume`;

const instant = z.union([z.string(), z.number()]).nullish().catch(null);
const answer = z.object({
  available_count: z.int().min(0).nullish().catch(null),
  credits: z
    .array(z.object({ status: z.string().nullish().catch(null), expires_at: instant }))
    .nullish()
    .catch(null),
});

/** null when the answer does not say how many there are. */
export function resetsFromAnswer(told: unknown): Omit<ResetCreditsView, "readAt"> | null {
  const parsed = answer.safeParse(told);
  if (!parsed.success) return null;
  const { available_count: count, credits } = parsed.data;
  const usable = credits?.filter(({ status }) => status === "available");
  const available = count ?? usable?.length ?? null;
  if (available === null) return null;
  const expiresAt = (usable ?? []).flatMap(({ expires_at: at }) => milliseconds(at) ?? []);
  return { available, expiresAt: expiresAt.sort((a, b) => a - b) };
}

const outcomes: Record<string, ResetOutcome> = {
  reset: "reset",
  ok: "reset",
  nothing_to_reset: "nothing-to-reset",
  no_credit: "no-credit",
  already_redeemed: "already-redeemed",
};

/** null when the answer says nothing that is known. */
export function outcomeOfReset(told: unknown): ResetOutcome | null {
  const parsed = z.object({ code: z.string() }).safeParse(told);
  return parsed.success ? (outcomes[parsed.data.code] ?? null) : null;
}

function milliseconds(at: string | number | null | undefined): number | null {
  if (typeof at === "number") return at > 0 ? (at < 1e11 ? at * 1000 : at) : null;
  const time = at ? Date.parse(at) : NaN;
  return Number.isNaN(time) ? null : time;
}
