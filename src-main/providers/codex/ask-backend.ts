/** Small questions to the backend on behalf of an account: its limits, its models. */
import type { Credentials } from "../../platform/credentials.ts";
import { isRefusedLogin } from "../failure.ts";
import type { CodexClient } from "./client.ts";

const patienceMs = 15_000;

/** Access tokens of accounts, as the token keeper gives them out. */
interface CodexLogins {
  /** Good for at least a request. Throws AppError. */
  credentials(accountId: string): Promise<Credentials>;
  /** After `accessToken` was refused; the same one when renewing cannot help. */
  recover(accountId: string, accessToken: string): Promise<Credentials>;
}

export interface CodexAccess {
  tokens: CodexLogins;
  client: CodexClient;
}

/** The JSON of the answer to a GET, with a body to a POST. */
export type AskBackend = (accountId: string, path: string, body?: unknown) => Promise<unknown>;

/** The JSON of the answer; a refused token is renewed once. Throws UpstreamFailure or AppError. */
export async function askBackend(
  { tokens, client }: CodexAccess,
  accountId: string,
  path: string,
  /** With one it is a POST. */
  body?: unknown,
): Promise<unknown> {
  const ask = async (credentials: Credentials) =>
    (await client.json(credentials, path, AbortSignal.timeout(patienceMs), body)).json;
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
