/** What the self-test asks: a request each, and what its answer must hold. */
import type { TrialWay } from "../../../src-shared/contract/trial.ts";
import { trialRequest } from "../../use-cases/test-requests.ts";
import { call, refusalOf, type GatewayAccess } from "./gateway-access.ts";

interface ProbeContext {
  access: GatewayAccess;
  model: string;
  signal: AbortSignal;
}

export interface Probe {
  name: string;
  /** Makes an image. */
  images?: boolean;
  /** Only the ChatGPT accounts have it. */
  accounts?: boolean;
  /** Rejects with what was wrong. */
  run(context: ProbeContext): Promise<void>;
}

const question = "Answer with the single word: ready";
const said = [{ role: "user", content: question }];
const weather = {
  description: "The weather of a city",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const rainy = [{ role: "user", content: "Call the tool weather for Paris." }];

export const probes: Probe[] = [
  get("GET /v1/models", "/v1/models", (text) => /"object":"list"/.test(text) && /"id":/.test(text)),
  turn("chat", "whole", has(/"content":"[^"]/)),
  turn("chat", "stream", has(/data: \[DONE\]\s*$/)),
  post(
    "POST /v1/chat/completions (tool)",
    "/v1/chat/completions",
    () => ({
      messages: rainy,
      tools: [{ type: "function", function: { name: "weather", ...weather } }],
      tool_choice: { type: "function", function: { name: "weather" } },
    }),
    has(/"tool_calls":\[\{/),
  ),
  turn("responses", "whole", has(/"status":"completed"/)),
  turn("responses", "stream", has(/event: response\.completed/)),
  post(
    "POST /v1/responses/input_tokens",
    "/v1/responses/input_tokens",
    () => ({ input: question }),
    has(/"input_tokens":[1-9]/),
  ),
  {
    ...post(
      "POST /v1/responses/compact",
      "/v1/responses/compact",
      () => ({ input: [{ role: "user", content: question }] }),
      has(/"object":"response\.compaction"/),
    ),
    accounts: true,
  },
  post("POST /v1/compact", "/v1/compact", () => ({ messages: said }), has(/"checkpoint":"[^"]/)),
  post("POST /v1/completions", "/v1/completions", () => ({ prompt: question }), has(/"text":"[^"]/)),
  turn("messages", "whole", has(/"type":"text"/)),
  turn("messages", "stream", has(/event: message_stop/)),
  post(
    "POST /v1/messages (tool)",
    "/v1/messages",
    () => ({
      messages: rainy,
      max_tokens: 256,
      tools: [{ name: "weather", description: weather.description, input_schema: weather.parameters }],
      tool_choice: { type: "tool", name: "weather" },
    }),
    has(/"type":"tool_use"/),
  ),
  post(
    "POST /v1/messages/count_tokens",
    "/v1/messages/count_tokens",
    () => ({ messages: said }),
    has(/"input_tokens":[1-9]/),
  ),
  {
    ...post("POST /v1/images/generations", "/v1/images/generations", imageWish, has(/"b64_json":"[^"]/)),
    images: true,
    accounts: true,
  },
  {
    name: "POST /v1/embeddings (refusal or answer)",
    async run({ access, signal }) {
      const answer = await call(access, "/v1/embeddings", {
        body: { model: "text-embedding-3-small", input: "ready" },
        signal,
      });
      const text = await answer.body.text();
      if (answer.statusCode !== 200 && !text.includes("embeddings_unavailable"))
        throw new Error(unexpected(text));
    },
  },
  get("GET /codex/v1/models", "/codex/v1/models?client_version=0.169.0", (text) => /"slug":/.test(text)),
  turn("codex", "stream", has(/response\.completed/)),
  {
    name: "GET /v1/nothing (404 in words)",
    async run({ access, signal }) {
      const answer = await call(access, "/v1/nothing", { signal });
      const text = await answer.body.text();
      if (answer.statusCode !== 404 || !text.includes('"message"')) throw new Error(unexpected(text));
    },
  },
];

function imageWish(): object {
  return { prompt: "A plain red square", size: "1024x1024", quality: "low", model: "gpt-image-2" };
}

/** The question of a test request, asked as a tool of that protocol asks it. */
function turn(way: TrialWay, how: "whole" | "stream", fits: (text: string) => boolean): Probe {
  const asked = (model: string) => trialRequest({ way, prompt: question, image: null }, model);
  const { path } = asked("");
  const name = `POST ${path}${how === "stream" && way !== "codex" ? " (stream)" : ""}`;
  const body = (model: string) => ({ ...asked(model).body, stream: how === "stream" });
  return { name, run: (context) => expectAnswer(context, path, { body: body(context.model) }, fits) };
}

function get(name: string, path: string, fits: (text: string) => boolean): Probe {
  return { name, run: (context) => expectAnswer(context, path, {}, fits) };
}

function post(name: string, path: string, body: () => object, fits: (text: string) => boolean): Probe {
  return {
    name,
    run: (context) => expectAnswer(context, path, { body: { model: context.model, ...body() } }, fits),
  };
}

async function expectAnswer(
  { access, signal }: ProbeContext,
  path: string,
  request: { body?: object },
  fits: (text: string) => boolean,
): Promise<void> {
  const answer = await call(access, path, { ...request, signal });
  if (answer.statusCode !== 200) throw await refusalOf(answer);
  const text = await answer.body.text();
  if (!fits(text)) throw new Error(unexpected(text));
}

function has(pattern: RegExp): (text: string) => boolean {
  return (text) => pattern.test(text);
}

function unexpected(text: string): string {
  return `An answer of ${text.length} characters without what belongs in it.`;
}
