/** Failures that nobody foresaw leave one line in the log: what it was and where it came from, nothing it quotes. */
import type { Logger } from "../../logs/logger.ts";
import { describeError } from "./describe-error.ts";

/** Does nothing for failures that have words of their own. `request`: the id that the client is told. */
export function logUnexpected(logger: Pick<Logger, "error">, error: unknown, request: string): void {
  if (describeError(error).kind === "internal")
    logger.error({ error, request }, "a request failed unexpectedly");
}
