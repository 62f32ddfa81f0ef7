import { oc, type } from "@orpc/contract";
import { z } from "zod";
import type { Problem } from "../problem.ts";

/** Token counts of one turn. `cached` is part of `input`, `reasoning` is part of `output`. */
export interface TokenUsage {
  input: number;
  cached: number;
  output: number;
  reasoning: number;
}

export type RequestOutcome = "running" | "ok" | "failed" | "cancelled";

/** One request of a client; never any content. */
export interface RequestRow {
  id: string;
  /** Epoch milliseconds. */
  startedAt: number;
  /** Path without query, e.g. `/v1/chat/completions`. */
  endpoint: string;
  protocol: "openai" | "anthropic" | "codex";
  client: { name: string; version: string | null };
  stream: boolean;
  model: string | null;
  accountId: string | null;
  outcome: RequestOutcome;
  status: number | null;
  problem: Problem | null;
  attempts: number;
  /** Fields of the request that the backend does not take and that were left out. */
  dropped: string[];
  /** null when the upstream told none. */
  tokens: TokenUsage | null;
  /** Milliseconds since startedAt; null when it did not come to that. */
  timing: { sent: number | null; firstByte: number | null; firstOutput: number | null; total: number | null };
}

export interface DayTotals {
  /** Local calendar day, YYYY-MM-DD. */
  day: string;
  requests: number;
  failed: number;
  withoutUsage: number;
  tokens: TokenUsage;
  /** Requests started in each local hour, 24 numbers. */
  perHour: number[];
}

export const requests = {
  /** Newest first. */
  recent: oc
    .input(z.object({ limit: z.number().int().min(1).max(1000).default(50) }))
    .output(type<RequestRow[]>()),
};
