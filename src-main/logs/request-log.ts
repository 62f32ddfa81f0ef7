/**
 * Every request that came in, newest last, bounded, and today's totals. Metadata only: no prompt, answer, image or
 * token ever reaches it.
 */
import type {
  DayTotals,
  RequestNote,
  RequestOutcome,
  RequestRow,
  TokenUsage,
} from "../../src-shared/contract/requests.ts";
import type { Problem } from "../../src-shared/problem.ts";
import { createAlias, type Alias } from "../platform/alias.ts";
import { createSignal } from "../platform/signal.ts";

const kept = 1000;

/** What is known when a request comes in. `asker`: left out where nobody said anything. */
interface Seed extends Pick<RequestRow, "id" | "endpoint" | "protocol" | "client" | "key"> {
  asker?: Asker;
}

/** As headers tell it. */
export interface Asker {
  project: string | null;
  /** What the agent is for, where the client has a word for that. */
  role: string | null;
  /** The client's own; null for a conversation's main agent. */
  agentId: string | null;
  /** The client's own: of the agent or the conversation that started this one. */
  parentId: string | null;
}

export type RequestLog = ReturnType<typeof createRequestLog>;

/** One request under way. `finish` counts once; later calls do nothing. */
export interface RequestRecord {
  readonly row: RequestRow;
  /** At most once each. */
  mark(moment: "prepared" | "sent" | "connected" | "firstByte" | "firstOutput"): void;
  /** `id`: as the client or the gateway names its conversation; only its alias is kept. */
  inConversation(id: string): void;
  /** Adds milliseconds in which it waited for others. */
  waited(forWhat: "queued" | "auth", ms: number): void;
  /** At most once each. */
  note(note: RequestNote): void;
  /** Which provider is asked; told before anything of it is shown to the client. */
  routed(provider: string): void;
  /** Called whenever it is known which provider is asked; the row has it by then. */
  whenRouted(listener: () => void): void;
  /** Called at the first output, which no client has seen yet. */
  whenOutput(listener: () => void): void;
  /** Called when the request is finished, at once when it is already. */
  ended(listener: () => void): void;
  finish(outcome: Exclude<RequestOutcome, "running">, status: number | null, problem?: Problem | null): void;
}

/** `begun`: the day's totals so far, from before a restart. `alias`: for ids of clients, which are never kept. */
export function createRequestLog(
  now: () => number,
  begun: DayTotals | null = null,
  alias: Alias = createAlias(),
) {
  const rows: RequestRow[] = [];
  const listeners = new Set<(row: RequestRow) => void>();
  const wiped = createSignal();
  let totals = begun?.day === dayOf(now()) ? begun : emptyDay(dayOf(now()));
  let active = 0;
  const hidden = (id: string | null | undefined) => (id ? alias(id) : null);

  function tell(row: RequestRow): void {
    for (const listener of listeners) listener(row);
  }

  function today(): DayTotals {
    const day = dayOf(now());
    if (totals.day !== day) totals = emptyDay(day);
    return totals;
  }

  return {
    /** Called with a row when it begins and when it ends. */
    listen(listener: (row: RequestRow) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Called when finished rows and totals were forgotten. */
    wiped: wiped.listen,
    /** Finished rows and the day's totals; what is under way goes on. */
    wipe(): void {
      const running = rows.filter(({ outcome }) => outcome === "running");
      rows.splice(0, rows.length, ...running);
      totals = emptyDay(dayOf(now()));
      wiped.emit();
    },
    active: () => active,
    /** Newest first. */
    recent: (limit: number) => rows.slice(-limit).reverse(),
    today,
    /** `bytes`: asked once, at the end. */
    begin({ asker, ...seed }: Seed, bytes?: () => RequestRow["bytes"]): RequestRecord {
      const startedAt = now();
      const row: RequestRow = {
        ...seed,
        startedAt,
        project: asker?.project ?? null,
        conversation: null,
        agent: asker?.role ?? hidden(asker?.agentId),
        parentAgent: hidden(asker?.parentId),
        stream: false,
        modelAsked: null,
        model: null,
        modelServed: null,
        imageRoute: null,
        provider: "codex",
        accountId: null,
        outcome: "running",
        status: null,
        problem: null,
        attempts: 0,
        tries: [],
        notes: [],
        dropped: [],
        translated: [],
        attachments: [],
        bytes: { in: null, out: null },
        tokens: null,
        timing: {
          prepared: null,
          sent: null,
          connected: null,
          firstByte: null,
          firstOutput: null,
          total: null,
          queued: null,
          auth: null,
          own: null,
        },
      };
      const endings: (() => void)[] = [];
      const routings: (() => void)[] = [];
      const outputs: (() => void)[] = [];
      rows.push(row);
      if (rows.length > kept) rows.shift();
      active += 1;
      tell(row);
      return {
        row,
        mark(moment) {
          if (row.timing[moment] !== null) return;
          row.timing[moment] = now() - startedAt;
          if (moment === "sent") row.timing.own = ownShare(row.timing);
          if (moment === "firstOutput") for (const listener of outputs) listener();
        },
        inConversation(id) {
          row.conversation ??= alias(id);
        },
        waited(forWhat, ms) {
          row.timing[forWhat] = (row.timing[forWhat] ?? 0) + ms;
        },
        note(note) {
          if (!row.notes.includes(note)) row.notes.push(note);
        },
        routed(provider) {
          row.provider = provider;
          for (const listener of routings) listener();
        },
        whenRouted: (listener) => void routings.push(listener),
        whenOutput: (listener) => void outputs.push(listener),
        ended(listener) {
          if (row.outcome === "running") endings.push(listener);
          else listener();
        },
        finish(outcome, status, problem = null) {
          if (row.outcome !== "running") return;
          row.outcome = outcome;
          row.status = status;
          row.problem = problem;
          row.timing.total = now() - startedAt;
          if (bytes) row.bytes = bytes();
          for (const attempt of row.tries) {
            attempt.timing.total ??= now() - attempt.startedAt;
            if (attempt.outcome !== "running") continue;
            attempt.outcome = outcome === "ok" ? "ok" : "failed";
            attempt.kind = outcome === "cancelled" ? "cancelled" : null;
          }
          active -= 1;
          count(today(), row);
          tell(row);
          for (const listener of endings) listener();
        },
      };
    },
  };
}

function ownShare({ sent, queued, auth }: RequestRow["timing"]): number {
  return Math.max(0, (sent ?? 0) - (queued ?? 0) - (auth ?? 0));
}

function count(day: DayTotals, row: RequestRow): void {
  const hour = new Date(row.startedAt).getHours();
  day.requests += 1;
  day.perHour[hour] = (day.perHour[hour] ?? 0) + 1;
  if (row.outcome === "failed") day.failed += 1;
  if (row.tokens) add(day.tokens, row.tokens);
  else if (row.outcome === "ok" && row.model !== null) day.withoutUsage += 1;
}

function add(sum: TokenUsage, tokens: TokenUsage): void {
  sum.input += tokens.input;
  sum.cached += tokens.cached;
  sum.output += tokens.output;
  sum.reasoning += tokens.reasoning;
  if (tokens.cacheWrite !== undefined) sum.cacheWrite = (sum.cacheWrite ?? 0) + tokens.cacheWrite;
}

function emptyDay(day: string): DayTotals {
  return {
    day,
    requests: 0,
    failed: 0,
    withoutUsage: 0,
    tokens: { input: 0, cached: 0, output: 0, reasoning: 0 },
    perHour: Array.from({ length: 24 }, () => 0),
  };
}

function dayOf(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
