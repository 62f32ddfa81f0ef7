/**
 * Who may use the console: programs of this person by the token of control.json, browsers by a session. A link carries
 * a code that is exchanged for a session once, soon after it was made, so that a link in a history, a log or over
 * somebody's shoulder opens nothing.
 */
import { createHash, randomBytes } from "node:crypto";

/** Milliseconds in which a link can be opened. */
const codeMs = 10 * 60_000;
/** Links that wait to be opened, and browsers that are let in; the oldest makes room. */
const codeLimit = 20;
const sessionLimit = 100;

export interface ConsoleAccess {
  /** A new code for a link. */
  newCode(): string;
  /** The token of a new session; null when the code is used, too old or none. */
  exchange(code: string): string | null;
  /** Whether it is the token of control.json or of a session. */
  admits(token: string): boolean;
}

/** `token`: of control.json. `now` in epoch milliseconds. Sessions end with the process. */
export function createConsoleAccess(token: string, now: () => number): ConsoleAccess {
  // Hashes of them: how long it takes to find one tells nothing about another.
  const codes = new Map<string, number>();
  const sessions = new Set<string>();
  const own = hash(token);

  return {
    newCode() {
      const code = secret();
      makeRoom(codes, codeLimit);
      codes.set(hash(code), now() + codeMs);
      return code;
    },
    exchange(code) {
      const until = codes.get(hash(code));
      codes.delete(hash(code));
      if (until === undefined || now() > until) return null;
      const session = secret();
      makeRoom(sessions, sessionLimit);
      sessions.add(hash(session));
      return session;
    },
    admits(presented) {
      const found = hash(presented);
      return found === own || sessions.has(found);
    },
  };
}

function makeRoom(held: Map<string, unknown> | Set<string>, limit: number): void {
  if (held.size < limit) return;
  for (const oldest of held.keys()) {
    held.delete(oldest);
    return;
  }
}

function secret(): string {
  return randomBytes(32).toString("base64url");
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
