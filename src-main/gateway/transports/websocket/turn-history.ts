/**
 * What was said on one connection, so that "what is new since response X" can be told in full to a backend that does
 * not remember X (codex-backend 2.9). Bounded: beyond the limit it forgets, and the client is asked to send all.
 */
export interface SaidTurn {
  /** null when `input` is the whole conversation. */
  previousId: string | null;
  input: readonly unknown[];
  output: readonly unknown[];
  /** Roughly what it weighs in memory. */
  bytes: number;
  /** The upstream connection that remembers it too; null when none does. */
  place: object | null;
}

export type TurnHistory = ReturnType<typeof createTurnHistory>;

export function createTurnHistory(limitBytes: () => number) {
  const turns = new Map<string, SaidTurn>();
  let bytes = 0;

  function clear(): void {
    turns.clear();
    bytes = 0;
  }

  return {
    keep(id: string, turn: SaidTurn): void {
      // Nobody goes on from what came before a fresh start; a branch from there is asked for in full.
      if (turn.previousId === null) clear();
      bytes += turn.bytes - (turns.get(id)?.bytes ?? 0);
      turns.set(id, turn);
      if (bytes > limitBytes()) clear();
    },
    /** The conversation up to and including the response; null when it is not known (any more). */
    upTo(id: string): unknown[] | null {
      const chain: SaidTurn[] = [];
      for (let next: string | null = id; next !== null;) {
        const turn = turns.get(next);
        if (!turn || chain.includes(turn)) return null;
        chain.push(turn);
        next = turn.previousId;
      }
      return chain.reverse().flatMap(({ input, output }) => [...input, ...output]);
    },
    placeOf: (id: string) => turns.get(id)?.place ?? null,
    knows: (id: string) => turns.has(id),
  };
}
