/**
 * Codes, refresh-token families and revocations (oauth 1.4, 1.6, 1.8). Refresh tokens say which account,
 * login and turn they are, so that those of an earlier run of the simulator go on working.
 */
import { createHash } from "node:crypto";
import { accessToken, idToken, readJwt } from "./jwt.ts";
import { apiError, type Reply } from "../answers/reply.ts";
import type { IdSource } from "../answers/seeded-ids.ts";
import type { SimulatedAccount } from "../accounts/simulated-account.ts";

export const CLIENT_ID = "app_EMoamEEZ73f0CkXaXp7hrann";
const CODE_LIFE_MS = 10 * 60_000;
export const DEFAULT_ACCESS_SECONDS = 10 * 86_400;

export interface IssuedTokens {
  idToken: string;
  accessToken: string;
  refreshToken: string;
  /** For the `chatgpt-account-id` header. */
  workspaceId: string;
  /** Expiry of the access token, epoch milliseconds. */
  expiresAt: number;
}

interface Code {
  accountId: string;
  redirectUri: string;
  challenge: string;
  expiresAt: number;
}

/** Highest turn handed out per login; null when the whole login is revoked. */
type Family = { turn: number } | null;

export type BearerState =
  | { kind: "ok" | "expired" | "revoked"; accountId: string }
  | { kind: "missing" | "unknown"; accountId: null };

export interface TokenDeskOptions {
  issuer: string;
  accounts: ReadonlyMap<string, SimulatedAccount>;
  ids: IdSource;
  now: () => number;
  accessTokenSeconds: number;
}

export function s256(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}

const refreshTokenForm = /^rt_fake\.([^.]+)\.([0-9a-f]+)\.(\d+)$/;

export class TokenDesk {
  private readonly codes = new Map<string, Code>();
  private readonly families = new Map<string, Family>();
  private readonly options: TokenDeskOptions;

  constructor(options: TokenDeskOptions) {
    this.options = options;
  }

  createCode(accountId: string, redirectUri: string, challenge: string): string {
    const code = this.options.ids.id("ac_fake_");
    this.codes.set(code, { accountId, redirectUri, challenge, expiresAt: this.options.now() + CODE_LIFE_MS });
    return code;
  }

  /** A login of its own, as if the person had just signed in. */
  startFamily(accountId: string, expiresInSeconds?: number): IssuedTokens {
    const family = this.options.ids.hex(16);
    this.families.set(family, { turn: 0 });
    return this.issue(accountId, family, 0, expiresInSeconds);
  }

  exchangeCode(form: Record<string, string>): Reply {
    const code = this.codes.get(form["code"] ?? "");
    this.codes.delete(form["code"] ?? "");
    const refused = (description: string): Reply => ({
      status: 400,
      body: { error: "invalid_grant", error_description: description },
    });
    if (form["client_id"] !== CLIENT_ID) {
      return { status: 401, body: { error: "invalid_client", error_description: "Unknown client_id." } };
    }
    if (!code) return refused("The authorization code is unknown or was used before.");
    if (code.expiresAt <= this.options.now()) return refused("The authorization code has expired.");
    if (code.redirectUri !== form["redirect_uri"])
      return refused("redirect_uri differs from the one of the authorization.");
    if (s256(form["code_verifier"] ?? "") !== code.challenge)
      return refused("code_verifier does not match the challenge.");
    return this.tokenReply(this.startFamily(code.accountId));
  }

  /** Rotates. An old token that comes again ends the whole login, as with the real issuer. */
  refresh(fields: Record<string, unknown>): Reply {
    const token = typeof fields["refresh_token"] === "string" ? fields["refresh_token"] : "";
    const [, accountId = "", family = "", turnText = ""] = refreshTokenForm.exec(token) ?? [];
    if (fields["client_id"] !== CLIENT_ID) {
      return { status: 401, body: { error: "invalid_client", error_description: "Unknown client_id." } };
    }
    const known = this.families.get(family);
    if (!this.options.accounts.has(accountId) || known === null)
      return refreshRefused("refresh_token_invalidated");
    const turn = Number(turnText);
    if (known && known.turn !== turn) {
      this.families.set(family, null);
      return refreshRefused("refresh_token_reused");
    }
    this.families.set(family, { turn: turn + 1 });
    return this.tokenReply(this.issue(accountId, family, turn + 1));
  }

  /** Accepts refresh and access tokens; unknown ones are none of the caller's business (RFC 7009). */
  revoke(token: string): void {
    const family = refreshTokenForm.exec(token)?.[2] ?? readJwt(token)?.["simulated_family"];
    if (typeof family === "string") this.families.set(family, null);
  }

  bearer(authorization: string | undefined): BearerState {
    const token = /^Bearer (\S+)$/.exec(authorization ?? "")?.[1];
    if (!token) return { kind: "missing", accountId: null };
    const claims = readJwt(token);
    const accountId = claims?.["simulated_account"];
    if (!claims || typeof accountId !== "string" || !this.options.accounts.has(accountId)) {
      return { kind: "unknown", accountId: null };
    }
    if (this.families.get(String(claims["simulated_family"])) === null) return { kind: "revoked", accountId };
    const expired = Number(claims["exp"]) * 1000 <= this.options.now();
    return { kind: expired ? "expired" : "ok", accountId };
  }

  private issue(accountId: string, family: string, turn: number, seconds?: number): IssuedTokens {
    const account = this.options.accounts.get(accountId);
    if (!account) throw new Error(`The simulator has no account "${accountId}".`);
    const issuedAt = Math.floor(this.options.now() / 1000);
    const expiresAt = issuedAt + (seconds ?? this.options.accessTokenSeconds);
    const facts = {
      account,
      family,
      issuer: this.options.issuer,
      clientId: CLIENT_ID,
      issuedAt,
      expiresAt,
      tokenId: this.options.ids.uuid(),
    };
    return {
      idToken: idToken(facts),
      accessToken: accessToken(facts),
      refreshToken: `rt_fake.${accountId}.${family}.${turn}`,
      workspaceId: account.workspaceId,
      expiresAt: expiresAt * 1000,
    };
  }

  private tokenReply(tokens: IssuedTokens): Reply {
    return {
      status: 200,
      headers: { "cache-control": "no-store" },
      body: {
        access_token: tokens.accessToken,
        id_token: tokens.idToken,
        refresh_token: tokens.refreshToken,
        token_type: "Bearer",
        expires_in: Math.round((tokens.expiresAt - this.options.now()) / 1000),
        scope: "openid profile email offline_access",
      },
    };
  }
}

const refreshMessages = {
  refresh_token_expired: "Your refresh token has expired. Please sign in again.",
  refresh_token_reused:
    "Your refresh token has already been used to generate a new access token. Please try signing in again.",
  refresh_token_invalidated: "Your refresh token has been invalidated. Please sign in again.",
};

/** The permanent refusals of oauth 1.6. */
export function refreshRefused(code: keyof typeof refreshMessages): Reply {
  return apiError(401, { message: refreshMessages[code], code });
}
