/** POST /api/chat and /api/generate, as Ollama answers them. */
import { translateChat } from "../chat/request.ts";
import type { ChatBody } from "../chat/schema.ts";
import type { Protocol, TurnContext } from "../protocol.ts";
import { errorAnswer } from "../shared/error-answer.ts";
import { addSampling } from "../shared/sampling.ts";
import { foldResponse } from "../wire/collect.ts";
import { droppedOllama, ollamaChatFields, ollamaGenerateFields } from "./fields.ts";
import { chatOfGenerate, chatOfOllama, onlyLoads, withoutTag } from "./request.ts";
import {
  parseOllamaChat,
  parseOllamaGenerate,
  type OllamaChatBody,
  type OllamaGenerateBody,
} from "./schema.ts";
import {
  failOllama,
  initialOllama,
  ollamaAnswer,
  ollamaHeartbeat,
  stepOllama,
  type OllamaState,
  type OllamaTurn,
} from "./stream.ts";

type Body = OllamaChatBody | OllamaGenerateBody;

export const ollamaChat: Protocol<OllamaChatBody, OllamaTurn, OllamaState> = {
  ...shared(),
  fields: ollamaChatFields,
  parse: parseOllamaChat,
  conversation: ({ messages }, model) => {
    const first = (messages ?? []).findIndex(({ role }) => role === "user");
    return { beginning: () => [model, (messages ?? []).slice(0, Math.max(1, first + 1))] };
  },
  prepare(body, context) {
    const { dropped, ...made } = prepared("chat", body, chatOfOllama(body), context);
    return { ...made, dropped: [...droppedOllama(ollamaChatFields, body), ...dropped] };
  },
};

export const ollamaGenerate: Protocol<OllamaGenerateBody, OllamaTurn, OllamaState> = {
  ...shared(),
  fields: ollamaGenerateFields,
  parse: parseOllamaGenerate,
  conversation: ({ system, prompt }, model) => ({ beginning: () => [model, system, prompt] }),
  prepare(body, context) {
    const { dropped, ...made } = prepared("generate", body, chatOfGenerate(body), context);
    return { ...made, dropped: [...droppedOllama(ollamaGenerateFields, body), ...dropped] };
  },
};

function shared(): Omit<
  Protocol<Body, OllamaTurn, OllamaState>,
  "fields" | "parse" | "conversation" | "prepare"
> {
  return {
    dialect: "ollama",
    contentType: "application/x-ndjson",
    asked: ({ model, stream }) => ({ model: withoutTag(model), stream: stream !== false }),
    initial: initialOllama,
    step: stepOllama,
    fail: (state, failure) => failOllama(state, errorAnswer(failure, "ollama").body),
    fold: (turn) => foldResponse((type, response) => ollamaAnswer(turn, type, response)),
    heartbeat: ollamaHeartbeat,
  };
}

function prepared(shape: OllamaTurn["shape"], body: Body, chat: ChatBody, context: TurnContext) {
  const { now, model, asked, conversation } = context;
  const { request, names, stop, dropped } = translateChat(chat, model, conversation);
  addSampling(request, body.options, stop);
  const turn = {
    model: body.model ?? asked,
    shape,
    names,
    stop,
    startedAt: now(),
    now,
    thoughts: body.think !== false,
    loads: onlyLoads(body),
  };
  return { request, turn, dropped: dropped.includes("reasoning_effort") ? ["think"] : [] };
}
