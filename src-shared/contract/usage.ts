import { oc, type } from "@orpc/contract";
import { z } from "zod";
import type { Problem } from "../problem.ts";
import type { TokenUsage } from "./requests.ts";
import { usageDimensions } from "../usage-dimensions.ts";

/** `tokens.cached` is part of `tokens.input`, `tokens.reasoning` of `tokens.output`. */
export interface UsageTotals {
  requests: number;
  failed: number;
  cancelled: number;
  /** Answered well, but the backend told no token counts: they are in none of the sums. */
  withoutUsage: number;
  tokens: TokenUsage;
  /** Milliseconds: sum over finished requests, and how many there are. */
  totalMs: number;
  finished: number;
  /** An estimate from the person's own prices; null without any. Never part of what was measured. */
  estimate: CostEstimate | null;
}

export interface CostEstimate {
  /** In the currency of the prices; null when none of the models has a price. */
  amount: number | null;
  /** Requests with tokens whose model has no price: they are not in the amount. */
  unpriced: number;
}

/** What was sent to one account, attempt by attempt: also those that failed before another one served. */
export interface AttemptTotals {
  account: string;
  attempts: number;
  failed: number;
  tokens: TokenUsage;
}

export interface PriceInfo {
  /** Where prices are put in. */
  file: string;
  /** null without prices. */
  currency: string | null;
  /** How many models have a price. */
  models: number;
  problem: Problem | null;
}

export interface UsageReport {
  /** Since local midnight. */
  today: UsageTotals;
  /** Since Switchyard was started. */
  process: UsageTotals;
  /** As far back as the database goes. */
  lifetime: UsageTotals;
  /** Local calendar days, oldest first, days without requests included. */
  daily: (UsageTotals & { day: string })[];
  /** Of the asked days or day, by the asked dimension, most requests first. */
  groups: (UsageTotals & { name: string })[];
  /** Of the asked days or day, most attempts first. */
  attempts: AttemptTotals[];
  prices: PriceInfo;
  /** Rows cannot be written at the moment, and why; null when all is well. */
  trouble: Problem | null;
}

export const usageInput = z.object({
  days: z.number().int().min(1).max(3660).default(30),
  by: z.enum(usageDimensions).default("model"),
  /** One of those days, "2026-11-20": groups and attempts are of it alone. */
  day: z.iso.date().optional(),
});

export type AskedUsage = z.infer<typeof usageInput>;

export const usage = {
  report: oc.input(usageInput).output(type<UsageReport>()),
};
