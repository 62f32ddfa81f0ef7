/** Small questions to the backend on behalf of an account: its limits, its models. */
import type { TokenKeeper } from "../accounts/renewal/token-keeper.ts";
import type { Credentials } from "../platform/credentials.ts";
import type { CodexClient } from "../providers/codex/client.ts";

const patienceMs = 15_000;

export interface BackendPorts {
  tokens: Pick<TokenKeeper, "credentials" | "recover">;
  codex: Pick<CodexClient, "json">;
  /** Whether the backend refused the token, which another one may cure. */
  isAboutTheToken: (error: unknown) => boolean;
  /** The failure in words for a person. */
  worded: (error: unknown) => unknown;
}

/** The JSON of the answer to a GET, with a body to a POST. Throws AppError where the failure is a known one. */
export type AskBackend = (accountId: string, path: string, body?: unknown) => Promise<unknown>;

/** Each question has fifteen seconds; a refused token is renewed once. */
export function createAskBackend({ tokens, codex, isAboutTheToken, worded }: BackendPorts): AskBackend {
  async function ask(accountId: string, path: string, body: unknown): Promise<unknown> {
    const send = async (credentials: Credentials) =>
      (await codex.json(credentials, path, AbortSignal.timeout(patienceMs), body)).json;
    const credentials = await tokens.credentials(accountId);
    try {
      return await send(credentials);
    } catch (error) {
      if (!isAboutTheToken(error)) throw error;
      const renewed = await tokens.recover(accountId, credentials.accessToken);
      if (renewed.accessToken === credentials.accessToken) throw error;
      return send(renewed);
    }
  }

  return async (accountId, path, body) => {
    try {
      return await ask(accountId, path, body);
    } catch (error) {
      throw worded(error);
    }
  };
}
