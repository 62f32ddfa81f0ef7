/** Which budgets a request counts for. */
import type { RequestRow } from "../../../src-shared/contract/requests.ts";

export type Counted = Pick<RequestRow, "client" | "key" | "tokens">;

/** `all`, and one for each thing that is known of it; compared without case. */
export function scopesOf({ client, key }: Pick<Counted, "client" | "key">): string[] {
  const named = [["tool", client.name] as const, ...(key === undefined ? [] : [["key", key] as const])];
  return ["all", ...named.map(([what, name]) => `${what}:${name}`)].map(scopeKey);
}

export function scopeKey(scope: string): string {
  return scope.toLowerCase();
}

/** What the windows are made of: input that did not come from the cache, and output. */
export function tokensOf({ tokens }: Pick<Counted, "tokens">): number {
  return tokens === null ? 0 : Math.max(0, tokens.input - tokens.cached) + tokens.output;
}
