/** One request as one line of a terminal. Never any content. */
import type { AccountView } from "../../../src-shared/contract/accounts.ts";
import type { RequestRow } from "../../../src-shared/contract/requests.ts";
import type { Terminal } from "../parsing/command.ts";
import { amount } from "./text.ts";

/** @param account its name; null when none served */
export function requestLine(row: RequestRow, account: string | null, terminal: Terminal): string {
  const { name, version } = row.client;
  const outcome = row.outcome === "failed" ? (row.problem?.code ?? "failed") : row.outcome;
  const colour = row.outcome === "ok" ? "green" : row.outcome === "failed" ? "red" : "yellow";
  const seconds = row.timing.total === null ? "–" : `${(row.timing.total / 1000).toFixed(1)} s`;
  const more = row.attempts > 1 ? terminal.paint("dim", `  ${row.attempts} attempts`) : "";
  return (
    [
      momentWords(row.startedAt),
      (version === null ? name : `${name} ${version}`).padEnd(24),
      asked(row).padEnd(16),
      (account ?? "–").padEnd(24),
      seconds.padStart(8),
      (row.tokens === null ? "–" : `${amount(row.tokens.input + row.tokens.output)} tokens`).padStart(14),
      // Last, as the code of a failure may be long.
      terminal.paint(colour, outcome),
    ].join("  ") + more
  );
}

/** As one would ask for it: a model of the accounts goes without a prefix. */
function asked({ provider, model, endpoint }: RequestRow): string {
  if (model === null) return endpoint;
  return provider === "codex" ? model : `${provider}:${model}`;
}

/** The local time, with the day before it when it is not today. */
function momentWords(time: number): string {
  const date = new Date(time);
  const clock = date.toLocaleTimeString("en-GB");
  return date.toDateString() === new Date().toDateString()
    ? clock
    : `${date.toLocaleDateString("en-CA")} ${clock}`;
}

/** As the person knows it; its id when it is gone. */
export function nameOfAccount(accounts: readonly AccountView[], id: string | null): string | null {
  const account = accounts.find((each) => each.id === id);
  return account?.label ?? account?.email ?? id;
}
