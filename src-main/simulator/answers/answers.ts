/** Finds what a request is answered with: a scripted reply, or the route of its method and path. */
import { accountRoutes } from "../accounts/account-routes.ts";
import { resetRoutes } from "../accounts/reset-credits.ts";
import type { SimulatorClock } from "../clock.ts";
import { failures } from "./failures.ts";
import { answerImages } from "./images.ts";
import type { Ledger } from "../accounts/ledger.ts";
import { oauthRoutes, type OAuthRoutesOptions } from "../oauth/oauth-routes.ts";
import { rateHeaders } from "../accounts/rate-state.ts";
import { detail, type Reply, type StreamReply } from "./reply.ts";
import type { LoggedRequest } from "../request-log.ts";
import type { BackendRoute, Route } from "../routing.ts";
import type { Behaviour } from "./script.ts";
import type { IdSource } from "./seeded-ids.ts";
import { PromptCache } from "../rules/token-counts.ts";
import { accountRefusal, turnRoute, upgradeRoute } from "../sending/turns.ts";
import { unaryRoutes } from "../unary-routes.ts";

export const API_PATH = "/backend-api";

export interface AnswerOptions extends OAuthRoutesOptions {
  clock: SimulatorClock;
  ids: IdSource;
  ledger: Ledger;
}

export type Answer = (request: LoggedRequest, behaviour: Behaviour | null) => Reply | StreamReply;

function backendRoutes(options: AnswerOptions): Record<string, BackendRoute> {
  const { accounts, clock, ids, ledger } = options;
  const images =
    (edit: boolean): BackendRoute =>
    (request, account) =>
      accountRefusal(account, "gpt-image-2", clock.now()) ??
      answerImages(request.body, edit, account, Math.floor(clock.now() / 1000));
  const deps = { clock, ids, ledger, cache: new PromptCache() };
  return {
    "GET /codex/responses": upgradeRoute(deps),
    "POST /codex/responses": turnRoute(deps),
    "POST /codex/images/generations": images(false),
    "POST /codex/images/edits": images(true),
    ...unaryRoutes(deps),
    ...accountRoutes(accounts, clock),
    ...resetRoutes(clock),
  };
}

export function createAnswers(options: AnswerOptions): Answer {
  const { accounts, clock, ids, desk } = options;
  const backend = backendRoutes(options);
  const open: Record<string, Route> = {
    ...oauthRoutes(options),
    [`POST ${API_PATH}/codex/analytics-events/events`]: () => ({ status: 200, body: {} }),
  };

  const route: Answer = (request, behaviour) => {
    const openRoute = open[`${request.method} ${request.path}`];
    if (openRoute) return openRoute(request);
    const inside = request.path.startsWith(`${API_PATH}/`) ? request.path.slice(API_PATH.length) : "";
    const backendRoute = backend[`${request.method} ${inside}`];
    if (!backendRoute) return detail(404, "Not Found");
    const bearer = desk.bearer(request.headers["authorization"]);
    if (bearer.kind === "expired") return failures.tokenExpired();
    if (bearer.kind === "revoked") return failures.tokenRevoked();
    if (bearer.kind === "unknown") return failures.tokenInvalidated();
    const account = accounts.get(bearer.accountId ?? "");
    if (!account) return detail(401, "Unauthorized");
    if (request.headers["chatgpt-account-id"] !== account.workspaceId) {
      return detail(401, "The chatgpt-account-id header does not match the token");
    }
    return backendRoute(request, account, behaviour);
  };

  return (request, behaviour) => {
    const account = accounts.get(request.accountId ?? "") ?? null;
    // Read before the turn is counted: the real backend tells where the account stood when the turn began.
    const told = account && request.path.startsWith(`${API_PATH}/codex/responses`);
    const rates = told ? rateHeaders(account, clock.now()) : {};
    const scripted = behaviour?.reply;
    const reply =
      typeof scripted === "function" ? scripted(account) : (scripted ?? route(request, behaviour));
    return { ...reply, headers: { "x-request-id": ids.uuid(), ...rates, ...reply.headers } };
  };
}
