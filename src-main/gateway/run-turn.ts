/**
 * One turn of a translated request: picks an account, sends, and moves on to the next account while nothing has
 * been shown to the client yet. After the first output there is no way back, and failures are thrown to the reader.
 */
import { candidates } from "../accounts/choose-account.ts";
import type { AccountStore } from "../accounts/account-store.ts";
import type { TokenKeeper } from "../accounts/token-keeper.ts";
import type { LimitTracker } from "../limits/limit-tracker.ts";
import { limitsFromEvent, limitsFromHeaders } from "../limits/rate-windows.ts";
import type { RequestRecord } from "../logs/request-log.ts";
import { AppError } from "../platform/app-error.ts";
import type { Credentials } from "../platform/credentials.ts";
import { isHandshake, terminalOf, type WireEvent, type WireRequest } from "../translate/responses-wire.ts";
import { sumUsage, tokenUsage } from "../translate/token-usage.ts";
import type { CodexClient, EventStream } from "../upstream/codex-client.ts";
import { classifyEventError, UpstreamFailure } from "../upstream/failure.ts";
import { problemOfFailure } from "./failure-problem.ts";

export interface TurnServices {
  store: AccountStore;
  tokens: TokenKeeper;
  limits: LimitTracker;
  codex: CodexClient;
  now: () => number;
}

/** How long an account that the backend threw out is left alone when the backend does not say. */
const coolingMs = { limit: 5 * 60_000, trouble: 20_000 };

export interface Turn {
  accountId: string;
  /** Throws UpstreamFailure; ends after the batch with the terminal event. */
  batches: AsyncGenerator<WireEvent[]>;
}

/** Calls `use` with one account after the other, `prefer` first, until one serves. Throws the last failure. */
export async function withAccount<T>(
  services: TurnServices,
  record: RequestRecord,
  use: (credentials: Credentials) => Promise<T>,
  prefer: string | null = null,
): Promise<T> {
  const { store, tokens, limits, now } = services;
  const tried = new Set<string>();
  let last: unknown = null;
  for (;;) {
    const able = candidates(store.all(), prefer ?? store.activeId(), limits.coolingUntil, now());
    const account = able.find((candidate) => !tried.has(candidate.id));
    if (!account) throw last ?? nobody(services);
    tried.add(account.id);
    try {
      let credentials = await tokens.credentials(account.id);
      for (let recovered = false; ; recovered = true) {
        record.row.accountId = account.id;
        record.row.attempts += 1;
        try {
          return await use(credentials);
        } catch (error) {
          if (recovered || !(error instanceof UpstreamFailure) || error.kind !== "auth-expired") throw error;
          credentials = await tokens.recover(account.id, credentials.accessToken);
        }
      }
    } catch (error) {
      last = error;
      if (!(await blameAccount(services, account.id, error))) throw error;
    }
  }
}

/** Notes what a failure means for the account; false when another account would fail the same way. */
export async function blameAccount(
  services: TurnServices,
  accountId: string,
  error: unknown,
): Promise<boolean> {
  const { limits, now } = services;
  if (error instanceof AppError) {
    limits.problem(accountId, error.problem);
    return error.code === "sign_in_needed" || error.code === "accounts_sealed" || error.code === "network";
  }
  if (!(error instanceof UpstreamFailure)) return false;
  switch (error.kind) {
    case "usage-limit":
    case "payment":
      limits.problem(accountId, problemOfFailure(error));
      limits.cool(accountId, error.resetsAt ?? now() + coolingMs.limit);
      return true;
    case "auth-expired":
    case "auth-dead":
      limits.problem(accountId, problemOfFailure(error));
      await services.store.markDead(accountId, now());
      return true;
    case "rate-limited":
    case "overloaded":
    case "forbidden":
      limits.problem(accountId, problemOfFailure(error));
      limits.cool(accountId, now() + (error.retryAfterMs ?? coolingMs.trouble));
      return true;
    case "server":
    case "network":
    case "timeout":
    case "stream-cut":
      limits.problem(accountId, problemOfFailure(error));
      return true;
    case "not-in-plan":
      return true;
    case "cloudflare":
    case "model-unavailable":
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

/** A request, or how it reads for an account: encrypted reasoning is of use only to the one that made it. */
export type RequestFor = WireRequest | ((accountId: string) => WireRequest);

/** Resolves at the first output; until then nothing was shown and another account may serve. */
export async function startTurn(
  services: TurnServices,
  record: RequestRecord,
  request: RequestFor,
  headers: Record<string, string>,
  signal: AbortSignal,
  prefer: string | null = null,
): Promise<Turn> {
  let bodyFor = typeof request === "function" ? request : () => request;
  const attempt = (credentials: Credentials) =>
    tryOnce(services, record, credentials, bodyFor(credentials.accountId), headers, signal);
  try {
    return await withAccount(services, record, attempt, prefer);
  } catch (error) {
    if (!(error instanceof UpstreamFailure) || error.kind !== "foreign-reasoning") throw error;
    // Encrypted thoughts of another account or model: the conversation goes on without them.
    const whole = bodyFor;
    bodyFor = (accountId) => withoutReasoning(whole(accountId));
    return withAccount(services, record, attempt);
  }
}

function withoutReasoning(request: WireRequest): WireRequest {
  const input = request.input.filter((item) => (item as { type?: string }).type !== "reasoning");
  return { ...request, input };
}

async function tryOnce(
  services: TurnServices,
  record: RequestRecord,
  credentials: Credentials,
  request: WireRequest,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Turn> {
  const { limits } = services;
  const { accountId } = credentials;
  record.mark("sent");
  const stream = await services.codex.respond(credentials, request, headers, signal);
  record.mark("firstByte");
  const told = limitsFromHeaders(stream.headers);
  if (told) limits.note(accountId, told, "headers");

  const reader = watch(services, record, accountId, stream);
  const held: WireEvent[] = [];
  for (;;) {
    const { value: batch, done } = await reader.next();
    if (done) throw new UpstreamFailure({ kind: "stream-cut", message: "The backend sent no answer." });
    held.push(...batch);
    if (batch.some((event) => !isHandshake(event.type))) break;
  }
  record.mark("firstOutput");
  limits.fine(accountId);
  limits.used(accountId);
  return { accountId, batches: resume(held, reader) };
}

async function* resume(held: WireEvent[], reader: AsyncGenerator<WireEvent[]>): AsyncGenerator<WireEvent[]> {
  try {
    yield held;
    if (!held.some((event) => terminalOf(event.type) !== null)) yield* reader;
  } finally {
    await reader.return(undefined);
  }
}

/** Passes batches on up to the terminal event, notes limits and usage on the way, throws told failures. */
async function* watch(
  services: TurnServices,
  record: RequestRecord,
  accountId: string,
  stream: EventStream,
): AsyncGenerator<WireEvent[]> {
  for await (const batch of stream.batches) {
    for (const event of batch) {
      const terminal = terminalOf(event.type);
      if (terminal === "failed" || terminal === "error") {
        throw classifyEventError(
          event.data.response?.error ?? event.data.error ?? event.data,
          services.now(),
        );
      }
      if (terminal !== null) {
        record.row.tokens = sumUsage([record.row.tokens, tokenUsage(event.data.response?.usage)]);
      }
      if (event.type === "codex.rate_limits") {
        const told = limitsFromEvent(event.data);
        if (told) services.limits.note(accountId, told, "event");
      }
    }
    yield batch;
    if (batch.some((event) => terminalOf(event.type) !== null)) return;
  }
}

function nobody(services: TurnServices): Error {
  const { store, limits, now } = services;
  const accounts = store.all();
  if (accounts.length === 0) {
    return new AppError(
      "no_account",
      "Switchyard is not signed in to any ChatGPT account.",
      "Sign in: in the window under Accounts, or with `switchyard login`.",
    );
  }
  const cooling = accounts.flatMap((account) => {
    const until = limits.coolingUntil(account.id);
    return !account.paused && account.deadSince === null && until !== null && until > now() ? [until] : [];
  });
  if (cooling.length > 0) {
    return new UpstreamFailure({
      kind: "usage-limit",
      code: "usage_limit_reached",
      resetsAt: Math.min(...cooling),
      message: "Every signed-in account has reached its limit.",
    });
  }
  if (accounts.some((account) => account.paused)) {
    return new AppError(
      "no_account",
      "Every account that could serve is paused.",
      "Resume one under Accounts.",
    );
  }
  return new AppError(
    "sign_in_needed",
    "The login of every account has ended.",
    "Sign in again: in the window under Accounts, or with `switchyard login`.",
  );
}
