/** An account as kept on disk. Keys this version does not know are kept by the store. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { readClaims } from "./login/token-claims.ts";

export const tokensSchema = z.looseObject({
  idToken: z.string().nullable(),
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  /** Epoch milliseconds. */
  refreshedAt: z.number(),
});

export type Tokens = z.infer<typeof tokensSchema>;

export const accountSchema = z.looseObject({
  id: z.string(),
  userId: z.string(),
  workspaceId: z.string(),
  email: z.string().nullable(),
  plan: z.string().nullable(),
  fedramp: z.boolean(),
  label: z.string().nullable(),
  paused: z.boolean(),
  addedAt: z.number(),
  subscriptionUntil: z.number().nullable(),
  /** The issuer refused the refresh token for good: only signing in again helps. */
  deadSince: z.number().nullable(),
  /** Models that are never asked of this account. */
  excludedModels: z.array(z.string()).default([]),
  /**
   * Way of its own: a proxy's address, or none for no proxy; null = as the settings say. May carry a password: sealed
   * on disk as the tokens are, and `sealed` while this process cannot open it.
   */
  proxy: z.string().nullable().default(null),
  /** Set when the login is that of a Codex home and stays there: its tokens are never kept here. */
  linked: z.object({ codexHome: z.string() }).nullable().default(null),
});

/**
 * `tokens` is null while they are sealed by a keychain that this process cannot open, or when the linked login is not
 * there any more.
 */
export type Account = z.infer<typeof accountSchema> & { tokens: Tokens | null };

/** What a sign-in or an import brings. */
export interface Login {
  tokens: Tokens;
  userId: string;
  workspaceId: string;
  email: string | null;
  plan: string | null;
  fedramp: boolean;
  subscriptionUntil: number | null;
}

/** The same e-mail in two workspaces is two accounts; the same person and workspace is one. */
export function accountId(login: Pick<Login, "userId" | "workspaceId">): string {
  const hash = createHash("sha256").update(`${login.userId}\n${login.workspaceId}`).digest("hex");
  return `acc_${hash.slice(0, 12)}`;
}

/** The login that a set of tokens stands for, or null when the tokens do not say whose they are. */
export function loginFromTokens(tokens: Tokens, workspaceId?: string): Login | null {
  const identity = tokens.idToken === null ? null : readClaims(tokens.idToken);
  const access = readClaims(tokens.accessToken);
  const workspace = workspaceId ?? identity?.workspaceId ?? access?.workspaceId;
  const userId = identity?.userId ?? access?.userId;
  if (!workspace || !userId) return null;
  return {
    tokens,
    userId,
    workspaceId: workspace,
    email: identity?.email ?? access?.email ?? null,
    plan: identity?.plan ?? access?.plan ?? null,
    fedramp: identity?.fedramp ?? access?.fedramp ?? false,
    subscriptionUntil: identity?.subscriptionUntil ?? null,
  };
}

/** Expiry of the access token, epoch milliseconds, or null when it cannot be read. */
export function accessExpiry(tokens: Tokens): number | null {
  return readClaims(tokens.accessToken)?.expiresAt ?? null;
}

/** Whether these tokens were given out before those, by what the issuer wrote into them, else by when they came. */
export function isOlder(these: Tokens, those: Tokens): boolean {
  const [here, there] = [readClaims(these.accessToken)?.issuedAt, readClaims(those.accessToken)?.issuedAt];
  return here && there ? here < there : these.refreshedAt < those.refreshedAt;
}

/** What a person calls the account. */
export function accountName(account: Account): string {
  return account.label ?? account.email ?? account.id;
}
