/** A turn as a request of the chat protocol (backends 8.5). Pure. */
import type { Sampling, WireRequest } from "../../protocols/wire/wire.ts";
import type { ClientTools } from "../client-tools.ts";
import { asObject, asText, type JsonObject } from "../json-events.ts";
import { chatMessages } from "./chat-messages.ts";
import { chatTools } from "./chat-tools.ts";
import type { Quirk, Quirks } from "./quirks.ts";

export interface ChatRequest {
  body: Record<string, unknown>;
  clientTools: ClientTools;
  /** Quirks that had an effect on it: a refusal can only be about one of these. */
  sent: ReadonlySet<Quirk>;
}

export function chatRequest(turn: WireRequest, quirks: Quirks): ChatRequest {
  const format = responseFormat(asObject(turn.text?.format), quirks);
  const instructions = [turn.instructions, format.told].filter((text) => text !== "").join("\n\n");
  const tools = chatTools(turn, quirks);
  const { messages, sent } = chatMessages({ ...turn, instructions }, quirks);
  const fields = optionalFields(turn, quirks);
  const body = {
    model: turn.model,
    messages,
    stream: true,
    ...(quirks.stream_options ? { stream_options: { include_usage: true } } : {}),
    ...tools.fields,
    ...format.fields,
    ...Object.fromEntries(fields.flatMap(({ quirk, name, value }) => (quirks[quirk] ? [[name, value]] : []))),
    ...lengthField(turn.sampling ?? {}, quirks),
  };
  const effective = new Set<Quirk>([
    "stream_options",
    ...sent,
    ...tools.sent,
    ...format.sent,
    ...fields.map(({ quirk }) => quirk),
    ...(turn.sampling?.max_output_tokens === undefined
      ? []
      : ([quirks.max_completion_tokens ? "max_completion_tokens" : "max_tokens"] as const)),
  ]);
  return { body, clientTools: tools.clientTools, sent: effective };
}

function lengthField({ max_output_tokens: most }: Sampling, quirks: Quirks): Record<string, unknown> {
  if (most === undefined) return {};
  if (quirks.max_completion_tokens) return { max_completion_tokens: most };
  return quirks.max_tokens ? { max_tokens: most } : {};
}

function optionalFields(turn: WireRequest, quirks: Quirks): { quirk: Quirk; name: string; value: unknown }[] {
  const { sampling = {} } = turn;
  const fields: [Quirk, unknown][] = [
    ["reasoning_effort", turn.reasoning?.effort],
    ["verbosity", turn.text?.verbosity],
    ["service_tier", turn.service_tier],
    ["prompt_cache_key", turn.prompt_cache_key],
    ["temperature", sampling.temperature],
    ["top_p", sampling.top_p],
    ["top_k", sampling.top_k],
    ["stop", sampling.stop],
    ["seed", sampling.seed],
    ["presence_penalty", sampling.presence_penalty],
    ["frequency_penalty", sampling.frequency_penalty],
  ];
  return fields.flatMap(([quirk, value]) =>
    value === undefined || !quirks[quirk] ? [] : [{ quirk, name: quirk, value }],
  );
}

interface Format {
  fields: Record<string, unknown>;
  /** What is said instead where the endpoint cannot be held to it. */
  told: string;
  sent: Quirk[];
}

function responseFormat(format: JsonObject | null, quirks: Quirks): Format {
  if (format?.["type"] === "json_object") {
    const fields = quirks.json_object ? { response_format: { type: "json_object" } } : {};
    return { fields, told: "", sent: ["json_object"] };
  }
  if (format?.["type"] !== "json_schema") return { fields: {}, told: "", sent: [] };
  const { name, schema, strict, description } = format;
  if (quirks.json_schema) {
    const strictly = strict === true && quirks.strict ? { strict } : {};
    const about = asText(description) === "" ? {} : { description };
    const json_schema = { name, ...about, schema, ...strictly };
    const fields = { response_format: { type: "json_schema", json_schema } };
    return { fields, told: "", sent: ["json_schema", ...(strict === true ? (["strict"] as const) : [])] };
  }
  return {
    fields: quirks.json_object ? { response_format: { type: "json_object" } } : {},
    told: `Answer with one JSON value and nothing else. It must match this JSON schema:\n${JSON.stringify(schema)}`,
    sent: ["json_object"],
  };
}
