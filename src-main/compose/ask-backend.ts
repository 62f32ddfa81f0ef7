/** Small questions to the backend on behalf of an account: its limits, its models. */
import type { TurnServices } from "../gateway/turn/account-failover.ts";
import { AppError } from "../platform/app-error.ts";
import type { Credentials } from "../platform/credentials.ts";
import { isRefusedLogin, problemOfFailure, UpstreamFailure } from "../providers/failure.ts";

const patienceMs = 15_000;

/** The JSON of the answer; a refused token is renewed once. Throws UpstreamFailure or AppError. */
export async function askBackend(
  { tokens, codex }: Pick<TurnServices, "tokens" | "codex">,
  accountId: string,
  path: string,
  /** With one it is a POST. */
  body?: unknown,
): Promise<unknown> {
  const ask = async (credentials: Credentials) =>
    (await codex.json(credentials, path, AbortSignal.timeout(patienceMs), body)).json;
  const credentials = await tokens.credentials(accountId);
  try {
    return await ask(credentials);
  } catch (error) {
    if (!isRefusedLogin(error)) throw error;
    const renewed = await tokens.recover(accountId, credentials.accessToken);
    if (renewed.accessToken === credentials.accessToken) throw error;
    return ask(renewed);
  }
}

/** The failure in words for a person. */
export function worded(error: unknown): unknown {
  if (!(error instanceof UpstreamFailure)) return error;
  const { code, message, advice } = problemOfFailure(error);
  return new AppError(code, message, advice, { cause: error });
}
