import { oc, type } from "@orpc/contract";
import { z } from "zod";
import type { FailureKind } from "../failure-kind.ts";
import type { Problem } from "../problem.ts";

/** Token counts of one turn. `cached` is part of `input`, `reasoning` is part of `output`. */
export interface TokenUsage {
  input: number;
  cached: number;
  output: number;
  reasoning: number;
}

export type RequestOutcome = "running" | "ok" | "failed" | "cancelled";

/** One account's part in a request. */
export interface Attempt {
  accountId: string;
  /** Epoch milliseconds. */
  startedAt: number;
  outcome: "running" | "ok" | "failed";
  /** Why it failed; null when it did not, or not by the backend. */
  kind: FailureKind | null;
}

export type RequestNote =
  /** Served by another account than the conversation's last request. */
  | "account-changed"
  /** Encrypted reasoning that the account could not read was left out. */
  | "reasoning-stripped"
  /** Compacted history that the account could not read was left out. */
  | "compaction-stripped"
  | "waited-in-queue"
  /** An account was passed over after failing several times in a row. */
  | "breaker";

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
  /** In order; the last one served, or was the last to fail. */
  tries: Attempt[];
  notes: RequestNote[];
  /** Fields of the request that the backend does not take and that were left out. */
  dropped: string[];
  /** null when the upstream told none. */
  tokens: TokenUsage | null;
  /** Milliseconds since startedAt; null when it did not come to that. */
  timing: {
    sent: number | null;
    firstByte: number | null;
    firstOutput: number | null;
    total: number | null;
    /** How long it waited for a free place, in all; null when it did not. */
    queued: number | null;
  };
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
