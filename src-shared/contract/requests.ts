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
  /** Part of the input that was written to the cache; absent when the backend told none. */
  cacheWrite?: number;
}

export type RequestOutcome = "running" | "ok" | "failed" | "cancelled";

/** One account's part in a request, or that of another provider's key or login. */
export interface Attempt {
  /** Name of the provider. */
  provider: string;
  accountId: string;
  /** Epoch milliseconds. */
  startedAt: number;
  outcome: "running" | "ok" | "failed";
  /** Why it failed; null when it did not, or not by the backend. */
  kind: FailureKind | null;
  /** HTTP status of the backend; null when it told none. */
  status: number | null;
  /** The backend's own id of the request, for questions to its makers. */
  upstreamId: string | null;
  /** What the backend counted for this attempt; null when it told nothing. */
  tokens: TokenUsage | null;
  /** Milliseconds since this attempt's startedAt; null when it did not come to that. */
  timing: Record<AttemptMoment, number | null> & { total: number | null };
}

/** `connected`: a connection was there and the request left on it. */
export type AttemptMoment = "connected" | "firstByte" | "firstOutput";

/** One image or file that a request carried. */
export interface Attachment {
  /** Media type; only `image` or `file` where the request does not say. */
  type: string;
  /** Decoded; null for what is only referred to by its address. */
  bytes: number | null;
}

/** As they are counted for one request; more are left out. */
export const mostAttachments = 50;

export type RequestNote =
  /** The provider that was asked could not serve: one of `models.fallbacks` was asked instead. */
  | "provider-changed"
  /** Served by another account than the conversation's last request. */
  | "account-changed"
  /** Encrypted reasoning that the account could not read was left out. */
  | "reasoning-stripped"
  /** Compacted history that the account could not read was left out. */
  | "compaction-stripped"
  | "waited-in-queue"
  /** It waited until a used-up plan had room again. */
  | "waited-for-reset"
  /** It waited until a budget began anew. */
  | "waited-for-budget"
  /** An account was passed over after failing several times in a row. */
  | "breaker";

/** One request of a client; never any content. */
export interface RequestRow {
  id: string;
  /** Epoch milliseconds. */
  startedAt: number;
  /** Path without query, e.g. `/v1/chat/completions`. */
  endpoint: string;
  protocol: "openai" | "anthropic" | "codex" | "ollama" | "gemini";
  client: { name: string; version: string | null };
  /** Name of the key that was made for the tool; missing where it sent none of those. */
  key?: string;
  /** Named by the client: a short name, never a path. */
  project: string | null;
  /** Told from others, not to be recognised: the client's id, keyed and hashed. */
  conversation: string | null;
  /** A sub-agent: what it is for where the client says it, else its id, hashed. Null for the main one. */
  agent: string | null;
  /** Who started the agent: another agent, or another conversation, hashed alike. */
  parentAgent: string | null;
  stream: boolean;
  /** As the client named it; null where it named none. */
  modelAsked: string | null;
  /** As the backend was asked for it. */
  model: string | null;
  /** As the backend says it was. */
  modelServed: string | null;
  /** How images were made: by the image call, or by a turn that draws; null for everything else. */
  imageRoute: "call" | "turn" | null;
  /** Name of the provider that was asked, `codex` for the ChatGPT accounts. */
  provider: string;
  /** The account, or what another provider serves from. */
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
  /** Fields of the request that the gateway itself sees to, or that change how the answer is told. */
  translated: string[];
  attachments: Attachment[];
  /**
   * On the client's connection: the request's body or frame, and the answer with its headers or the headers of its
   * frames; null where not counted.
   */
  bytes: { in: number | null; out: number | null };
  /** null when the upstream told none. */
  tokens: TokenUsage | null;
  /** Milliseconds since startedAt; null when it did not come to that. */
  timing: {
    /** Read and translated: an account is asked for. */
    prepared: number | null;
    sent: number | null;
    connected: number | null;
    firstByte: number | null;
    firstOutput: number | null;
    total: number | null;
    /** How long it waited for a free place, in all; null when it did not. */
    queued: number | null;
    /** How long it waited for a token to be ready, in all. */
    auth: number | null;
    /** The gateway's own share: until it was first sent, without the waiting for a place and a token. */
    own: number | null;
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

/** Texts are found anywhere in the name, whatever their case. */
const requestFilter = z.object({
  /** Id of an account that served it or was tried. */
  account: z.string().optional(),
  /** Name of the provider that served it, or was asked last. */
  provider: z.string().optional(),
  model: z.string().optional(),
  client: z.string().optional(),
  endpoint: z.string().optional(),
  project: z.string().optional(),
  conversation: z.string().optional(),
  agent: z.string().optional(),
  status: z.int().optional(),
  outcome: z.enum(["ok", "failed", "cancelled"]).optional(),
  /** Epoch milliseconds, this moment included. */
  since: z.number().optional(),
});

export type RequestFilter = z.infer<typeof requestFilter>;

/** Where a page of the history ended. */
export interface RequestCursor {
  startedAt: number;
  id: string;
}

export interface RequestPage {
  /** Newest first, finished ones only. A problem's words are those of its kind: its own are not kept. */
  rows: RequestRow[];
  /** null at the end. */
  next: RequestCursor | null;
}

const requestPageInput = requestFilter.extend({
  /** Older than this one. */
  before: z.object({ startedAt: z.number(), id: z.string() }).nullish(),
  limit: z.int().min(1).max(1000).default(200),
});

export const requests = {
  /** From usage.db, as far back as rows are kept. */
  page: oc.input(requestPageInput).output(type<RequestPage>()),
  /** Newest first. */
  recent: oc
    .input(z.object({ limit: z.number().int().min(1).max(1000).default(50) }))
    .output(type<RequestRow[]>()),
};
