/** Words for a provider that was not reached: its name, where it was looked for, and what to do. */
import { connectionErrorIn } from "../network/connection-error.ts";
import { UpstreamFailure } from "./failure.ts";

/** The same failure; one of the way there says whose it was. */
export function naming(error: unknown, provider: string, address: string): unknown {
  if (!(error instanceof UpstreamFailure) || error.status !== null) return error;
  if (connectionErrorIn(error.cause) !== null) return error;
  const { kind, code } = error;
  const because = code === null ? "" : ` (${code})`;
  if (kind === "network") {
    const message = `${provider} could not be reached at ${address}${because}. Check that it runs, and its address.`;
    return new UpstreamFailure({ kind, code, message, cause: error });
  }
  if (kind === "timeout") {
    const message = `${provider} did not answer in time at ${address}${because}.`;
    return new UpstreamFailure({ kind, code, message, cause: error });
  }
  return error;
}
