/** Tokens that have the form of JWTs, carry the claims of oauth 1.9, and are signed by nobody. */
import { isRecord, type Json } from "../rules/json-shape.ts";
import type { SimulatedAccount } from "../accounts/simulated-account.ts";

const header = Buffer.from(JSON.stringify({ alg: "none", typ: "JWT" })).toString("base64url");
const signature = Buffer.from("simulated-not-a-signature").toString("base64url");

/** `header.payload.signature`; the signature is the same for every token and proves nothing. */
function unsignedJwt(claims: Json): string {
  return `${header}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.${signature}`;
}

/** Claims of a token made by `unsignedJwt`; null for everything else. */
export function readJwt(token: string): Json | null {
  const parts = token.split(".");
  if (parts.length !== 3 || parts[0] !== header || parts[2] !== signature) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? "", "base64url").toString("utf8"));
    return isRecord(claims) ? claims : null;
  } catch {
    return null;
  }
}

export interface TokenFacts {
  account: SimulatedAccount;
  /** Login this token belongs to; lets a revocation reach access tokens. */
  family: string;
  issuer: string;
  clientId: string;
  /** Epoch seconds. */
  issuedAt: number;
  /** Epoch seconds. */
  expiresAt: number;
  tokenId: string;
}

function authClaims(facts: TokenFacts): Json {
  const { account } = facts;
  return {
    chatgpt_account_id: account.workspaceId,
    chatgpt_account_user_id: `${account.userId}__${account.workspaceId}`,
    chatgpt_plan_type: account.plan,
    chatgpt_user_id: account.userId,
    user_id: account.userId,
    chatgpt_account_is_fedramp: false,
    ...(account.subscriptionUntil !== null && {
      chatgpt_subscription_active_until: new Date(account.subscriptionUntil).toISOString(),
    }),
    organizations: [
      { id: `org-${account.id}`, is_default: true, role: "owner", title: account.workspaceName },
    ],
  };
}

function common(facts: TokenFacts): Json {
  return {
    iss: facts.issuer,
    sub: `simulated|${facts.account.userId}`,
    iat: facts.issuedAt,
    exp: facts.expiresAt,
    jti: facts.tokenId,
    simulated_account: facts.account.id,
    simulated_family: facts.family,
  };
}

export function idToken(facts: TokenFacts): string {
  return unsignedJwt({
    ...common(facts),
    aud: [facts.clientId],
    email: facts.account.email,
    email_verified: true,
    name: facts.account.name,
    "https://api.openai.com/auth": authClaims(facts),
  });
}

export function accessToken(facts: TokenFacts): string {
  return unsignedJwt({
    ...common(facts),
    aud: ["https://api.openai.com/v1"],
    client_id: facts.clientId,
    scp: ["openid", "profile", "email", "offline_access"],
    "https://api.openai.com/auth": authClaims(facts),
    "https://api.openai.com/profile": { email: facts.account.email, email_verified: true },
  });
}
