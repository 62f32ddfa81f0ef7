/** What the issuer's JWTs say of an account. For display and routing only: nothing here is trusted. */
import { decodeJwt } from "jose";
import { z } from "zod";

const auth = z
  .object({
    chatgpt_account_id: z.string().nullish(),
    chatgpt_plan_type: z.string().nullish(),
    chatgpt_user_id: z.string().nullish(),
    user_id: z.string().nullish(),
    chatgpt_account_is_fedramp: z.boolean().nullish(),
    chatgpt_subscription_active_until: z.union([z.string(), z.number()]).nullish(),
  })
  .catch({});

const claims = z.object({
  sub: z.string().nullish().catch(null),
  email: z.string().nullish().catch(null),
  name: z.string().nullish().catch(null),
  exp: z.number().nullish().catch(null),
  iat: z.number().nullish().catch(null),
  "https://api.openai.com/auth": auth.optional(),
  "https://api.openai.com/profile": z.object({ email: z.string().nullish() }).optional().catch(undefined),
});

export interface TokenClaims {
  email: string | null;
  /** Of the person. */
  name: string | null;
  /** Value of the `chatgpt-account-id` header. */
  workspaceId: string | null;
  userId: string | null;
  plan: string | null;
  fedramp: boolean;
  /** Epoch milliseconds. */
  expiresAt: number | null;
  /** Epoch milliseconds. */
  issuedAt: number | null;
  /** Epoch milliseconds. */
  subscriptionUntil: number | null;
}

/** Claims by oauth 1.9; null when the text is no JWT. */
export function readClaims(jwt: string): TokenClaims | null {
  let payload;
  try {
    payload = claims.parse(decodeJwt(jwt));
  } catch {
    return null;
  }
  const account = payload["https://api.openai.com/auth"] ?? {};
  return {
    email: payload.email ?? payload["https://api.openai.com/profile"]?.email ?? null,
    name: payload.name ?? null,
    workspaceId: account.chatgpt_account_id ?? null,
    userId: account.chatgpt_user_id ?? account.user_id ?? payload.sub ?? null,
    plan: account.chatgpt_plan_type ?? null,
    fedramp: account.chatgpt_account_is_fedramp ?? false,
    expiresAt: payload.exp ? payload.exp * 1000 : null,
    issuedAt: payload.iat ? payload.iat * 1000 : null,
    subscriptionUntil: instant(account.chatgpt_subscription_active_until ?? null),
  };
}

function instant(value: string | number | null): number | null {
  if (value === null) return null;
  const time = typeof value === "number" ? value * 1000 : Date.parse(value);
  return Number.isNaN(time) ? null : time;
}
