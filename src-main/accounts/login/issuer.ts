/** Calls to the OAuth issuer (oauth 1.2 to 1.8). Bodies and answers hold secrets: nothing of them is logged. */
import * as oauth from "oauth4webapi";
import { request, type Dispatcher } from "undici";
import { z } from "zod";
import { AppError } from "../../platform/app-error.ts";
import { connectionErrorIn } from "../../network/connection-error.ts";
import type { Tokens } from "../account.ts";
import { parseJson } from "../../platform/json-file.ts";

/** The Codex CLI's public client, which has no secret (oauth 1.1). */
const clientId = "app_EMoamEEZ73f0CkXaXp7hrann";
const scope = "openid profile email offline_access";

export interface IssuerContext {
  /** e.g. https://auth.openai.com */
  base: string;
  dispatcher: () => Dispatcher;
  userAgent: () => string;
  now: () => number;
}

export interface Pkce {
  verifier: string;
  challenge: string;
  state: string;
}

export async function createPkce(): Promise<Pkce> {
  const verifier = oauth.generateRandomCodeVerifier();
  return {
    verifier,
    challenge: await oauth.calculatePKCECodeChallenge(verifier),
    state: oauth.generateRandomState(),
  };
}

/** Parameters in the order the Codex CLI sends them (oauth 1.2). */
export function authorizeUrl(base: string, redirectUri: string, pkce: Pkce): string {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    code_challenge: pkce.challenge,
    code_challenge_method: "S256",
    id_token_add_organizations: "true",
    codex_cli_simplified_flow: "true",
    state: pkce.state,
    originator: "codex_cli_rs",
  });
  return `${base}/oauth/authorize?${query.toString()}`;
}

const tokenAnswer = z.object({
  id_token: z.string().nullish(),
  access_token: z.string().nullish(),
  refresh_token: z.string().nullish(),
});

/** Code to tokens (oauth 1.4). Throws AppError `sign_in_denied` or `network`. */
export async function exchangeCode(
  issuer: IssuerContext,
  grant: { code: string; redirectUri: string; verifier: string },
): Promise<Tokens> {
  const form = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: clientId,
    code: grant.code,
    redirect_uri: grant.redirectUri,
    code_verifier: grant.verifier,
  });
  const answer = await post(issuer, "/oauth/token", form.toString(), "application/x-www-form-urlencoded");
  const parsed = tokenAnswer.safeParse(answer.json);
  if (answer.status !== 200 || !parsed.success || !parsed.data.access_token || !parsed.data.refresh_token) {
    throw new AppError(
      "sign_in_denied",
      `The sign-in service did not accept the sign-in (${describe(answer)}).`,
      "Start the sign-in again and finish it within a few minutes.",
    );
  }
  return {
    idToken: parsed.data.id_token ?? null,
    accessToken: parsed.data.access_token,
    refreshToken: parsed.data.refresh_token,
    refreshedAt: issuer.now(),
  };
}

export type RefreshResult =
  | { kind: "renewed"; tokens: Tokens }
  /** The refresh token will never work again. */
  | { kind: "dead"; code: string }
  | { kind: "trouble"; detail: string };

const deadCodes = new Set([
  "refresh_token_expired",
  "refresh_token_reused",
  "refresh_token_invalidated",
  "invalid_grant",
  "app_session_terminated",
  "invalid_refresh_token",
  "token_expired",
]);

/** Trades the single-use refresh token for a new set (oauth 1.6); what the answer leaves out stays. */
export async function refreshTokens(
  issuer: IssuerContext,
  tokens: Tokens,
  reason: "proactive_expiry" | "unauthorized_recovery",
): Promise<RefreshResult> {
  const body = {
    client_id: clientId,
    grant_type: "refresh_token",
    refresh_reason: reason,
    refresh_token: tokens.refreshToken,
  };
  let answer;
  try {
    answer = await post(issuer, "/oauth/token", JSON.stringify(body), "application/json");
  } catch (error) {
    return { kind: "trouble", detail: error instanceof Error ? error.message : "no answer" };
  }
  const parsed = tokenAnswer.safeParse(answer.json);
  if (answer.status === 200 && parsed.success && (parsed.data.access_token || parsed.data.refresh_token)) {
    return {
      kind: "renewed",
      tokens: {
        ...tokens,
        idToken: parsed.data.id_token ?? tokens.idToken,
        accessToken: parsed.data.access_token ?? tokens.accessToken,
        refreshToken: parsed.data.refresh_token ?? tokens.refreshToken,
        refreshedAt: issuer.now(),
      },
    };
  }
  const code = errorCode(answer.json);
  // A 401 without such a word may come from anything in between.
  if (code !== null && deadCodes.has(code)) return { kind: "dead", code };
  return { kind: "trouble", detail: describe(answer) };
}

/** Tells the issuer to forget the login (oauth 1.8). Best effort: failures are not reported. */
export async function revokeTokens(issuer: IssuerContext, tokens: Tokens): Promise<void> {
  const body = tokens.refreshToken
    ? { token: tokens.refreshToken, token_type_hint: "refresh_token", client_id: clientId }
    : { token: tokens.accessToken, token_type_hint: "access_token" };
  try {
    await post(
      issuer,
      "/oauth/revoke",
      JSON.stringify(body),
      "application/json",
      AbortSignal.timeout(10_000),
    );
  } catch {
    // The login is deleted here whatever the issuer says.
  }
}

export interface DeviceCode {
  deviceAuthId: string;
  userCode: string;
  intervalMs: number;
  expiresAt: number;
}

const deviceCodeAnswer = z.object({
  device_auth_id: z.string(),
  user_code: z.string().optional(),
  usercode: z.string().optional(),
  interval: z.union([z.string(), z.number()]).optional(),
});

/** Codes live 15 minutes (oauth 1.5). Throws AppError `device_sign_in_disabled`, `protocol` or `network`. */
export async function requestDeviceCode(issuer: IssuerContext): Promise<DeviceCode> {
  const body = JSON.stringify({ client_id: clientId });
  const answer = await post(issuer, "/api/accounts/deviceauth/usercode", body, "application/json");
  const parsed = deviceCodeAnswer.safeParse(answer.json);
  const userCode = parsed.data?.user_code ?? parsed.data?.usercode;
  if (answer.status !== 200 && answer.status !== 404) {
    throw new AppError(
      "protocol",
      `The sign-in service gave no code (${describe(answer)}).`,
      "Try again in a while, or sign in with the browser.",
    );
  }
  if (answer.status !== 200 || !parsed.success || !userCode) {
    throw new AppError(
      "device_sign_in_disabled",
      `Signing in with a code is not available for this account (${describe(answer)}).`,
      "Sign in with the browser, or paste the address the browser ends at.",
    );
  }
  return {
    deviceAuthId: parsed.data.device_auth_id,
    userCode,
    intervalMs: Math.max(1, Number(parsed.data.interval) || 5) * 1000,
    expiresAt: issuer.now() + 15 * 60_000,
  };
}

const deviceGrantAnswer = z.object({ authorization_code: z.string(), code_verifier: z.string() });

/** null while the person has not confirmed yet. Throws AppError `sign_in_denied`, or `network` for a passing trouble. */
export async function pollDeviceCode(
  issuer: IssuerContext,
  code: DeviceCode,
): Promise<{ code: string; verifier: string; redirectUri: string } | null> {
  const body = JSON.stringify({ device_auth_id: code.deviceAuthId, user_code: code.userCode });
  const answer = await post(issuer, "/api/accounts/deviceauth/token", body, "application/json");
  if (answer.status === 403 || answer.status === 404) return null;
  if (answer.status === 429 || answer.status >= 500) {
    throw new AppError("network", `The sign-in service has trouble (${describe(answer)}).`);
  }
  const parsed = deviceGrantAnswer.safeParse(answer.json);
  if (answer.status !== 200 || !parsed.success) {
    throw new AppError(
      "sign_in_denied",
      `The sign-in was refused (${describe(answer)}).`,
      "Start the sign-in again.",
    );
  }
  return {
    code: parsed.data.authorization_code,
    verifier: parsed.data.code_verifier,
    redirectUri: `${issuer.base}/deviceauth/callback`,
  };
}

interface Answer {
  status: number;
  json: unknown;
}

async function post(
  issuer: IssuerContext,
  path: string,
  body: string,
  type: string,
  signal: AbortSignal = AbortSignal.timeout(30_000),
): Promise<Answer> {
  try {
    const answer = await request(issuer.base + path, {
      method: "POST",
      headers: { "content-type": type, originator: "codex_cli_rs", "user-agent": issuer.userAgent() },
      body,
      signal,
      dispatcher: issuer.dispatcher(),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, json: parseJson(text) };
  } catch (error) {
    const host = new URL(issuer.base).host;
    throw new AppError(
      "network",
      connectionErrorIn(error)?.message ?? `The sign-in service at ${host} could not be reached.`,
      "Check the internet connection and the proxy setting.",
      { cause: error },
    );
  }
}

function errorCode(json: unknown): string | null {
  const body = z
    .object({
      error: z.union([z.string(), z.object({ code: z.string().nullish() })]).nullish(),
      code: z.string().nullish(),
    })
    .safeParse(json).data;
  const code = typeof body?.error === "string" ? body.error : (body?.error?.code ?? body?.code);
  return code?.toLowerCase() ?? null;
}

// The status and the error's code: descriptions may repeat parts of the request.
function describe(answer: Answer): string {
  const code = errorCode(answer.json);
  return code === null || !/^[\w.-]{1,60}$/.test(code)
    ? `status ${answer.status}`
    : `${code}, status ${answer.status}`;
}
