/**
 * What would have become of the same requests under another strategy: their windows, waits, moves and lost caches. Pure;
 * accounts are chosen by the code that chooses them at work.
 */
import { chooseAccount, type Seat, type Strategy } from "../../accounts/pool/choose-account.ts";

export interface PastRequest {
  /** Epoch milliseconds, ascending. */
  at: number;
  /** What the windows are made of: input that did not come from the cache, and output. */
  tokens: number;
  /** Tokens that came from the cache, and would have to be read anew elsewhere. */
  cached: number;
  conversation: string;
}

export interface PlannedAccount {
  id: string;
  /** By their length. `tokens`: what fills one of them; `endsAt`: when the first one ends, epoch milliseconds. */
  windows: readonly { minutes: number; tokens: number; endsAt: number | null }[];
  reserve: number;
}

export interface PlanOutcome {
  strategy: Strategy;
  /** Percent of the longest windows that ended unused, of all that ended; null when none ended. */
  expiredPercent: number | null;
  /** Requests that found every account used up, and the milliseconds until one had room. */
  waits: number;
  waitedMs: number;
  /** Conversations that went on with another account. */
  moves: number;
  lostCacheTokens: number;
}

interface Window {
  lengthMs: number;
  capacity: number;
  used: number;
  endsAt: number;
}

interface Account {
  id: string;
  reserve: number;
  windows: Window[];
}

const minute = 60_000;
const nobody: ReadonlySet<string> = new Set();

/** `accounts`: in the order of the person. `dwellMs`: as in the settings. */
export function simulate(
  strategy: Strategy,
  accounts: readonly PlannedAccount[],
  requests: readonly PastRequest[],
  dwellMs: number,
): PlanOutcome {
  const first = requests[0]?.at ?? 0;
  const state = accounts.map((account) => begin(account, first));
  const owners = new Map<string, string>();
  const ended = { windows: 0, unused: 0 };
  const outcome = { waits: 0, waitedMs: 0, moves: 0, lostCacheTokens: 0 };
  let current: { id: string; since: number } | null = null;

  for (const { at, tokens, cached, conversation } of requests) {
    for (const account of state) roll(account, at, ended);
    const owner = owners.get(conversation) ?? null;
    const stays = state.find(({ id }) => id === owner);
    // Most requests go on where they were, which is all that the choice would say.
    if (stays !== undefined && goesOn(stays)) {
      for (const window of stays.windows) window.used += tokens;
      continue;
    }
    const seats = state.map((account) => seatOf(account, at));
    const choice = chooseAccount({
      strategy,
      dwellMs,
      now: at,
      seats,
      current,
      owner,
      tried: nobody,
      lastResort: false,
    });
    if (choice.kind !== "use") {
      // What waits is counted and left out: it would have been sent later, or not at all.
      outcome.waits += 1;
      outcome.waitedMs += Math.min(...seats.map(({ backAt }) => backAt ?? at)) - at;
      continue;
    }
    const { id } = choice;
    if (choice.move !== null || current === null) current = { id, since: at };
    if (choice.binds) owners.set(conversation, id);
    if (owner !== null && owner !== id) {
      outcome.moves += 1;
      outcome.lostCacheTokens += cached;
    }
    for (const window of state.find((account) => account.id === id)?.windows ?? [])
      window.used += owner !== null && owner !== id ? tokens + cached : tokens;
  }
  return {
    strategy,
    expiredPercent: ended.windows === 0 ? null : Math.round((ended.unused / ended.windows) * 1000) / 10,
    ...outcome,
  };
}

function begin({ id, reserve, windows }: PlannedAccount, first: number): Account {
  return {
    id,
    reserve,
    windows: windows
      .map(({ minutes, tokens, endsAt }) => {
        const lengthMs = minutes * minute;
        // Where its phase is known, windows of the past are laid out from it.
        const phase =
          endsAt === null ? first + lengthMs : endsAt - Math.floor((endsAt - first) / lengthMs) * lengthMs;
        return { lengthMs, capacity: tokens, used: 0, endsAt: phase > first ? phase : phase + lengthMs };
      })
      .toSorted((a, b) => b.lengthMs - a.lengthMs),
  };
}

/** Ends the windows whose time has passed. */
function roll({ windows }: Account, at: number, ended: { windows: number; unused: number }): void {
  for (const [index, window] of windows.entries()) {
    while (window.endsAt <= at) {
      if (index === 0) {
        ended.windows += 1;
        ended.unused += Math.max(0, 100 - (window.used / window.capacity) * 100);
      }
      window.used = 0;
      window.endsAt += window.lengthMs;
    }
  }
}

function goesOn({ reserve, windows }: Account): boolean {
  return windows.every(({ used, capacity }) => used < (capacity * (100 - reserve)) / 100);
}

function seatOf({ id, reserve, windows }: Account, at: number): Seat {
  let usedPercent = 0;
  let backAt: number | null = null;
  for (const window of windows) {
    const percent = (window.used / window.capacity) * 100;
    usedPercent = Math.max(usedPercent, percent);
    if (percent >= 100) backAt = Math.max(backAt ?? at, window.endsAt);
  }
  return {
    id,
    block: backAt === null ? null : "limited",
    doubtful: false,
    rests: false,
    backAt,
    full: false,
    usedPercent,
    resetsAt: windows[0]?.endsAt ?? null,
    reserved: reserve > 0 && usedPercent >= 100 - reserve,
  };
}
