/** POST /codex/responses and the frames of its WebSocket: rules, limits, plan, events. */
import { planAnswer, type PlannedItem } from "../answers/answer-plan.ts";
import { opensFor, seal } from "../rules/ciphertext.ts";
import type { SimulatorClock } from "../clock.ts";
import { writeEvents } from "./event-writer.ts";
import type { StreamEnd, TurnContext } from "./wire-event.ts";
import { failures, streamFailures } from "../answers/failures.ts";
import { renderPng } from "../answers/images.ts";
import { isRecord, recordsOf, textOf, type Json } from "../rules/json-shape.ts";
import type { Ledger } from "../accounts/ledger.ts";
import { clientVersion } from "../rules/model-rules.ts";
import { catalogFor, findModel } from "../models-catalog.ts";
import { countRequest, rateLimitsEvent, reachedLimit } from "../accounts/rate-state.ts";
import type { Reply } from "../answers/reply.ts";
import type { LoggedRequest } from "../request-log.ts";
import { checkTurn } from "../rules/request-rules.ts";
import type { BackendRoute } from "../routing.ts";
import type { Behaviour } from "../answers/script.ts";
import type { IdSource } from "../answers/seeded-ids.ts";
import type { SimulatedAccount } from "../accounts/simulated-account.ts";
import { inputTokens, outputTokens, type PromptCache, type TokenCounts } from "../rules/token-counts.ts";

export interface TurnDeps {
  clock: SimulatorClock;
  ids: IdSource;
  cache: PromptCache;
  ledger: Ledger;
}

/** Why this account gets no work now, or null. */
export function accountRefusal(account: SimulatedAccount, model: string, now: number): Reply | null {
  if (account.deactivated) return failures.deactivatedWorkspace();
  const limit = reachedLimit(account, model, now);
  return limit ? failures.usageLimit({ plan: account.plan, now, ...limit }) : null;
}

function scriptedPlan(behaviour: Behaviour | null, body: Json): PlannedItem[] {
  if (behaviour?.calls) return behaviour.calls.map((call) => ({ kind: "call", call }));
  if (behaviour?.text !== undefined) return [{ kind: "text", text: behaviour.text, citations: [] }];
  return planAnswer(body);
}

function rateLimits(behaviour: Behaviour | null, account: SimulatedAccount): object | null {
  const wanted = behaviour?.rateLimitsEvent ?? false;
  if (wanted === true) return rateLimitsEvent(account);
  return wanted === false ? null : wanted;
}

function streamHeaders(
  request: LoggedRequest,
  account: SimulatedAccount,
  deps: TurnDeps,
): Record<string, string> {
  return {
    "openai-model": textOf(isRecord(request.body) ? request.body["model"] : ""),
    "x-codex-turn-state": request.headers["x-codex-turn-state"] ?? deps.ids.id("turn_"),
    "x-models-etag": catalogFor(clientVersion(request.headers), account.plan).etag,
    "x-reasoning-included": "true",
  };
}

/** GET /codex/responses: nothing but the upgrade to a WebSocket. */
export function upgradeRoute(deps: TurnDeps): BackendRoute {
  return (request, account) => {
    if (request.headers["upgrade"]?.toLowerCase() !== "websocket") return { status: 426 };
    const { "openai-model": _, ...headers } = streamHeaders(request, account, deps);
    return { status: 101, headers };
  };
}

export function turnRoute(deps: TurnDeps): BackendRoute {
  return (request, account, behaviour) => {
    // An empty prewarm has nothing yet that the rules of a turn could be held against.
    const empty = request.prewarm && recordsOf((request.body as Json)["input"]).length === 0;
    const refusal = empty
      ? null
      : checkTurn(request.body, {
          account,
          headers: request.headers,
          canDecrypt: (encrypted) => opensFor(account.id, encrypted),
        });
    if (refusal) return refusal;
    const body = request.body as Json;
    const model = textOf(body["model"]);
    const busy = accountRefusal(account, model, deps.clock.now());
    if (busy) return busy;

    const headers = streamHeaders(request, account, deps);
    if (behaviour?.rawSse !== undefined) return { headers, events: [], raw: behaviour.rawSse };
    const input = inputTokens(body);
    const tooLong = input > (findModel(model)?.context_window ?? 0);
    const plan = tooLong || request.prewarm ? [] : scriptedPlan(behaviour, body);
    const end: StreamEnd = tooLong
      ? streamFailures.contextLength()
      : (behaviour?.end ?? { kind: "completed" });
    const usage: TokenCounts = {
      input,
      cached: deps.cache.use(account.id, model, body["prompt_cache_key"], input),
      ...outputTokens(plan),
    };
    if (!request.prewarm && (end.kind === "completed" || end.kind === "incomplete")) {
      countRequest(account, model);
      deps.ledger.add(account.id, usage);
    }
    const context: TurnContext = {
      ids: deps.ids,
      createdAt: Math.floor(deps.clock.now() / 1000),
      body,
      usage,
      encrypt: (note) => seal(account.id, note, deps.ids.hex(64)),
      renderImage: renderPng,
      interleaved: behaviour?.interleaved ?? false,
      fillOutput: behaviour?.fillOutput ?? false,
      end,
      endAfterOutputEvents: behaviour?.endAfterOutputEvents ?? null,
      rateLimits: rateLimits(behaviour, account),
    };
    return { headers, events: writeEvents(plan, context) };
  };
}
