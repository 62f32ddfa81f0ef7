/** Search and memories as plain JSON (codex-backend 2.13). */
import { isRecord, recordsOf, textOf, type Json } from "./rules/json-shape.ts";
import { checkModel } from "./rules/model-rules.ts";
import { detail, type Reply } from "./answers/reply.ts";
import type { LoggedRequest } from "./request-log.ts";
import type { BackendRoute } from "./routing.ts";
import type { SimulatedAccount } from "./accounts/simulated-account.ts";
import { accountRefusal, type TurnDeps } from "./sending/turns.ts";

/** Body and account fit for work, or the refusal. */
function admit(request: LoggedRequest, account: SimulatedAccount, now: number): { body: Json } | Reply {
  const { body } = request;
  if (!isRecord(body)) return detail(400, "Request body must be a JSON object");
  const { model, refusal } = checkModel(body["model"], account.plan, request.headers);
  if (refusal) return refusal;
  return accountRefusal(account, model.slug, now) ?? { body };
}

function route(deps: TurnDeps, answer: (body: Json, account: SimulatedAccount) => Reply): BackendRoute {
  return (request, account) => {
    const admitted = admit(request, account, deps.clock.now());
    return "status" in admitted ? admitted : answer(admitted.body, account);
  };
}

export function unaryRoutes(deps: TurnDeps): Record<string, BackendRoute> {
  const search = (body: Json): Reply => {
    const commands = isRecord(body["commands"]) ? body["commands"] : {};
    const queries = recordsOf(commands["search_query"]).map((entry) => textOf(entry["q"]));
    const lines = queries.map(
      (query, index) => `[${index + 1}] ${query}: one simulated result, https://example.com/`,
    );
    return { status: 200, body: { output: lines.join("\n") || "Nothing was asked for." } };
  };

  const summarize = (body: Json): Reply => ({
    status: 200,
    body: {
      output: recordsOf(body["traces"]).map((trace) => ({
        trace_summary: `Simulated summary of ${textOf(trace["id"]) || "a trace"}.`,
        memory_summary: "Nothing worth remembering.",
      })),
    },
  });

  return {
    // Retired by the server; every account is told so (codex-backend 2.1).
    "POST /codex/responses/compact": () => detail(404, "Not Found"),
    "POST /codex/alpha/search": route(deps, search),
    "POST /codex/memories/trace_summarize": route(deps, summarize),
  };
}
