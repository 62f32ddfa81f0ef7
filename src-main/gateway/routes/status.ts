/** GET /v1/status: every account, its token, plan and limits. POST /v1/auth/refresh: renews a token now. */
import type { Request, Response } from "express";
import { z } from "zod";
import { accountName, type Account } from "../../accounts/account.ts";
import { parseBody } from "../../protocols/shared/parse-body.ts";
import { RequestError } from "../../protocols/shared/request-error.ts";
import { accountStatus, type AccountStatus } from "./account-status.ts";
import type { GatewayServices } from "../services.ts";
import { readJson } from "../http/body.ts";
import type { Exchange } from "../http/exchange.ts";

export function status(services: GatewayServices) {
  return async (_request: Request, response: Response): Promise<void> => {
    const ids = services.store.all().map(({ id }) => id);
    await services.checkLimits(ids.filter((id) => services.pool.standing(id) === "limited"));
    const accounts = services.store.all().map((account) => statusOf(services, account));
    const active = accounts.find((account) => account.active);
    // The present account's fields stand at the top too: with one account that is all a script wants.
    const { id, name, email, structure, plan } = active ?? {};
    const nested = active && { account: { id, name, email, structure, plan } };
    const waiting = services.providers.all().flatMap((provider) => provider.waiting.list());
    response.json({
      ...(active ?? { warnings: ["No account is signed in."] }),
      ...nested,
      accounts,
      ...(waiting.length > 0 ? { waiting } : {}),
    });
  };
}

const refreshSchema = z.looseObject({ account: z.string().nullish() });

export async function refreshLogin(exchange: Exchange): Promise<void> {
  const { services, request, response } = exchange;
  const hasBody = Number(request.headers["content-length"] ?? 0) > 0;
  const body = hasBody ? await readJson(exchange) : {};
  const account = chosen(services, parseBody(refreshSchema, body).account ?? null);
  await services.tokens.refresh(account.id);
  services.limits.rested(account.id);
  services.pool.fine(account.id);
  await services.checkLimits([account.id], "always");
  response.json(statusOf(services, services.store.get(account.id) ?? account));
}

/** By id, label or e-mail; the present one when none is named. */
function chosen({ store, pool }: GatewayServices, wanted: string | null): Account {
  const id = wanted ?? pool.active()?.id ?? null;
  const found = store
    .all()
    .filter((account) => account.id === id || account.email === id || accountName(account) === id);
  if (found.length === 1 && found[0]) return found[0];
  throw new RequestError(
    found.length === 0 ? "There is no such account." : "Several accounts are called that: use the id.",
    { param: "account", code: "account_not_found", status: 404 },
  );
}

function statusOf({ limits, pool, tokens, now }: GatewayServices, account: Account): AccountStatus {
  return accountStatus({
    account,
    known: limits.of(account.id),
    standing: pool.standing(account.id),
    active: pool.active()?.id === account.id,
    tokenExpiresAt: tokens.expiresAt(account),
    now: now(),
  });
}
