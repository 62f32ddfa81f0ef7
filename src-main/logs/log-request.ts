/** What the program's log tells of a finished request: shapes and sizes, never what was said. */
import type { RequestRow } from "../../src-shared/contract/requests.ts";
import type { Logger } from "./logger.ts";

/** summary: only what failed. debug: everything that is known of every request. */
export function logRequest(
  logger: Pick<Logger, "info" | "warn">,
  row: RequestRow,
  mode: "summary" | "debug",
): void {
  const { id, endpoint, provider, outcome, status } = row;
  const code = row.problem?.code ?? null;
  const kinds = row.tries.map(({ kind }) => kind).filter((kind) => kind !== null);
  if (mode === "summary") {
    if (outcome === "failed")
      logger.warn({ request: { id, endpoint, provider, status, code, kinds } }, "a request failed");
    return;
  }
  // The problem's words may quote the request.
  logger.info({ request: { ...row, problem: code } }, "a request ended");
}
