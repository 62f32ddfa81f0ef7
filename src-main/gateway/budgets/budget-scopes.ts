/** Which budgets a request counts for. */
import type { RequestRow } from "../../../src-shared/contract/requests.ts";

export type Counted = Pick<RequestRow, "client" | "key" | "project" | "agent" | "tokens">;

/** `all`, and one for each thing that is known of it; compared without case. */
export function scopesOf({ client, key, project, agent }: Omit<Counted, "tokens">): string[] {
  const named = Object.entries({ tool: client.name, key, project, agent });
  return ["all", ...named.flatMap(([what, name]) => (name ? [`${what}:${name}`] : []))].map(scopeKey);
}

export function scopeKey(scope: string): string {
  return scope.toLowerCase();
}

/** What the windows are made of: input that did not come from the cache, and output. */
export function tokensOf({ tokens }: Pick<Counted, "tokens">): number {
  return tokens === null ? 0 : Math.max(0, tokens.input - tokens.cached) + tokens.output;
}
