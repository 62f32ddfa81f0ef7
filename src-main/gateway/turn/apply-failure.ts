/** What a failure means for the slot, an account above all, that it came from. */
import { failurePolicy } from "../../../src-shared/failure-policy.ts";
import { longestPauseMs } from "../../../src-shared/told-time.ts";
import { AppError } from "../../platform/app-error.ts";
import { problemOfFailure, UpstreamFailure } from "../../providers/failure.ts";
import type { RunningProvider } from "./running-provider.ts";

/** Milliseconds that refusals of a login or a key keep an account last at most, however many there were. */
const longestLoginPauseMs = 5 * 60_000;
/** Milliseconds that a login which cannot be renewed for now keeps it last. */
const loginPauseMs = 20_000;

/** Whose request it was. */
export interface Blamed {
  model: string | null;
  /** The conversation, or what else is the same when the request is sent again. */
  conversation: string;
}

export interface Blame {
  /** Another account may serve. */
  moves: boolean;
  /**
   * Of a trouble: when a second account fails alike, the request is the reason, and `undo` takes back what was held
   * against the account. Null for what is certainly the account's.
   */
  repeats: { alike: string; undo: () => void } | null;
}

export function blameSlot(
  running: RunningProvider,
  accountId: string,
  error: unknown,
  { model, conversation }: Blamed,
): Blame {
  const { provider, limits, pool } = running;
  const now = running.now();
  if (error instanceof AppError) {
    limits.problem(accountId, error.problem);
    // A login that cannot be renewed for now.
    if (error.code === "network") limits.rest(accountId, "network", now + loginPauseMs);
    const moves =
      error.code === "sign_in_needed" || error.code === "accounts_sealed" || error.code === "network";
    return { moves, repeats: null };
  }
  if (!(error instanceof UpstreamFailure)) return { moves: false, repeats: null };
  const told = provider.limitsOfHeaders?.(error.rateHeaders);
  if (told) limits.note(accountId, told, "headers");
  const { kind } = error;
  const note = () => limits.problem(accountId, problemOfFailure(error));
  const trouble = (pauseMs: number | null): Blame => {
    const undo = [note()];
    if (pauseMs !== null) undo.push(limits.rest(accountId, kind, now + pauseMs));
    const breaker = pool.trouble(accountId, conversation);
    undo.push(breaker.undo);
    if (breaker.until !== null) undo.push(limits.rest(accountId, kind, breaker.until));
    const alike = kind === "auth-dead" ? "auth-expired" : kind;
    // The last first: each takes back what it has found.
    return { moves: true, repeats: { alike, undo: () => undo.toReversed().forEach((each) => each()) } };
  };
  const { moves, slot, pauseMs } = failurePolicy[kind];
  const doubled = () => {
    const before = limits.of(accountId).rest;
    const times = before?.kind === kind ? before.times : 0;
    return Math.min(longestLoginPauseMs, (pauseMs ?? 0) * 2 ** times);
  };
  const unheld: Blame = { moves, repeats: null };
  switch (slot) {
    case "nothing":
      return unheld;
    case "noted":
      note();
      return unheld;
    case "limit": {
      note();
      const resetsAt = error.resetsAt ?? (error.retryAfterMs === null ? null : now + error.retryAfterMs);
      // A meter of its own says nothing of the plan's other models.
      const meteredModel = error.meter === null ? null : model;
      const unknownModel = error.meter !== null && model === null;
      if (unknownModel) return unheld;
      if (resetsAt !== null && resetsAt > now) limits.reached(accountId, kind, resetsAt, meteredModel);
      else if (meteredModel === null && pauseMs !== null) limits.rest(accountId, kind, now + pauseMs);
      return unheld;
    }
    case "throttled":
      // What a throttle says is the account's alone.
      trouble(Math.min(error.retryAfterMs ?? pauseMs ?? 0, longestPauseMs.throttle));
      return unheld;
    case "login":
      return trouble(doubled());
    case "key":
      // Two keys that are both refused are two dead keys.
      trouble(doubled());
      return unheld;
    case "trouble":
      // It passes in its own time: mostly, only what the backend asks for is a reason to stay away at once.
      return trouble(error.retryAfterMs ?? pauseMs);
  }
}

/** What failed alike on two accounts was the request's own doing: neither is held to it. */
export function forgiveRepeated(blames: readonly Blame[]): void {
  const last = blames.at(-1)?.repeats;
  if (!last) return;
  const alike = blames.flatMap(({ repeats }) => (repeats?.alike === last.alike ? [repeats] : []));
  if (alike.length > 1) for (const each of alike.toReversed()) each.undo();
}
