import type { TokenCounts } from "../rules/token-counts.ts";

export interface LedgerLine extends TokenCounts {
  /** Turns that reached their end. */
  turns: number;
}

/** What each account was served; the other side of what a client counts. */
export class Ledger {
  private readonly lines = new Map<string, LedgerLine>();

  add(accountId: string, counts: TokenCounts): void {
    const line = this.of(accountId);
    this.lines.set(accountId, {
      turns: line.turns + 1,
      input: line.input + counts.input,
      cached: line.cached + counts.cached,
      output: line.output + counts.output,
      reasoning: line.reasoning + counts.reasoning,
    });
  }

  of(accountId: string): LedgerLine {
    return this.lines.get(accountId) ?? { turns: 0, input: 0, cached: 0, output: 0, reasoning: 0 };
  }
}
