import { oc, type } from "@orpc/contract";
import { z } from "zod";
import type { TokenUsage } from "./requests.ts";

export const usageDimensions = [
  "account",
  "model",
  "endpoint",
  "client",
  "protocol",
  "outcome",
  "problem",
] as const;

export type UsageDimension = (typeof usageDimensions)[number];

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
  /** Of the asked days, by the asked dimension, most requests first. */
  groups: (UsageTotals & { name: string })[];
}

export const usageInput = z.object({
  days: z.number().int().min(1).max(3660).default(30),
  by: z.enum(usageDimensions).default("model"),
});

export const usage = {
  report: oc.input(usageInput).output(type<UsageReport>()),
};
