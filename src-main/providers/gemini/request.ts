/** A turn as a request of generateContent (backends 8.4). Pure. */
import type { WireRequest } from "../../protocols/wire/wire.ts";
import {
  allowedNames,
  chosenName,
  freeFormDescription,
  freeFormField,
  toolsOfTurn,
  type ClientTools,
} from "../client-tools.ts";
import { asList, asObject, asText } from "../json-events.ts";
import { geminiContents } from "./contents.ts";
import type { SignatureStore } from "./signatures.ts";

export interface GeminiBody {
  contents: unknown[];
  systemInstruction?: object;
  tools?: Record<string, unknown>[];
  toolConfig?: object;
  generationConfig?: Record<string, unknown>;
}

export interface GeminiRequest {
  body: GeminiBody;
  clientTools: ClientTools;
}

/** What an endpoint or a model may lack, as found out by its refusals. */
export interface GeminiQuirks {
  /** JSON Schema as it is; else the older subset. */
  json_schema: boolean;
  thinking: boolean;
  /** How much of it is said. */
  thinking_effort: boolean;
  /** Search beside functions. */
  search_with_functions: boolean;
  /** An answer in JSON beside functions. */
  format_with_functions: boolean;
  /** Presence and frequency. */
  penalties: boolean;
}

export function geminiQuirks(model: string, found: Readonly<Record<string, boolean>>): GeminiQuirks {
  const of = (name: keyof GeminiQuirks) => found[`${name}@${model}`] ?? found[name] ?? true;
  return {
    json_schema: of("json_schema"),
    thinking: of("thinking"),
    thinking_effort: of("thinking_effort"),
    search_with_functions: of("search_with_functions"),
    format_with_functions: of("format_with_functions"),
    penalties: of("penalties"),
  };
}

/** What a refusal of this body teaches; null when it is about something else, or about what was not sent. */
export function learnedFrom(
  message: string,
  { generationConfig: config = {}, tools = [] }: GeminiBody,
): keyof GeminiQuirks | null {
  const thinking = asObject(config["thinkingConfig"]);
  if (thinking !== null && /think|budget/i.test(message) && !/signature/i.test(message))
    return "thinkingLevel" in thinking || "thinkingBudget" in thinking ? "thinking_effort" : "thinking";
  const penalized = "presencePenalty" in config || "frequencyPenalty" in config;
  if (penalized && /penalt/i.test(message)) return "penalties";
  const declares = tools.some((tool) => "functionDeclarations" in tool);
  if (declares && "responseMimeType" in config && /response ?mime ?type/i.test(message))
    return "format_with_functions";
  if (
    declares &&
    tools.length > 1 &&
    /(search|tool use|built-?in).*(function|unsupported)|multiple tools/i.test(message)
  )
    return "search_with_functions";
  const declared = asList(tools[0]?.["functionDeclarations"]).map(asObject);
  const schemas =
    "responseJsonSchema" in config ||
    declared.some((each) => each !== null && "parametersJsonSchema" in each);
  if (schemas && /(parameters|response)_?json_?schema/i.test(message)) return "json_schema";
  return null;
}

export function geminiRequest(
  turn: WireRequest,
  quirks: GeminiQuirks,
  signatures: Pick<SignatureStore, "find">,
): GeminiRequest {
  const { tools, clientTools } = geminiTools(turn, quirks);
  const declares = tools.some((tool) => "functionDeclarations" in tool);
  const answer = format(turn, quirks, declares);
  const config = {
    ...sampling(turn, quirks),
    ...answer.fields,
    ...(quirks.thinking ? thinking(turn, quirks) : {}),
  };
  const choice = declares ? toolConfig(turn.tool_choice) : null;
  const instructions = [turn.instructions, answer.told].filter((text) => text !== "").join("\n\n");
  return {
    body: {
      ...(instructions === "" ? {} : { systemInstruction: { parts: [{ text: instructions }] } }),
      contents: geminiContents(turn, signatures),
      ...(tools.length > 0 ? { tools } : {}),
      ...(choice === null ? {} : { toolConfig: { functionCallingConfig: choice } }),
      ...(Object.keys(config).length > 0 ? { generationConfig: config } : {}),
    },
    clientTools,
  };
}

function sampling({ sampling: given = {} }: WireRequest, quirks: GeminiQuirks): Record<string, unknown> {
  const named: Record<string, unknown> = {
    maxOutputTokens: given.max_output_tokens,
    temperature: given.temperature,
    topP: given.top_p,
    topK: given.top_k,
    // More than five are refused; the client's protocol cuts at each of them.
    stopSequences: given.stop?.slice(0, 5),
    seed: given.seed,
    presencePenalty: quirks.penalties ? given.presence_penalty : undefined,
    frequencyPenalty: quirks.penalties ? given.frequency_penalty : undefined,
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}

interface Format {
  fields: Record<string, unknown>;
  /** What is said instead where the model cannot be held to it. */
  told: string;
}

function format(turn: WireRequest, quirks: GeminiQuirks, declares: boolean): Format {
  const asked = asObject(turn.text?.format);
  const type = asked?.["type"];
  if (type !== "json_object" && type !== "json_schema") return { fields: {}, told: "" };
  const schema = asked?.["schema"];
  if (declares && !quirks.format_with_functions) {
    const rule = type === "json_schema" ? ` It must match this JSON schema:\n${JSON.stringify(schema)}` : "";
    return { fields: {}, told: `Answer with one JSON value and nothing else.${rule}` };
  }
  const shape =
    type === "json_object"
      ? {}
      : quirks.json_schema
        ? { responseJsonSchema: schema }
        : { responseSchema: subset(schema) };
  return { fields: { responseMimeType: "application/json", ...shape }, told: "" };
}

/** Tokens of thinking by effort, for models before levels. */
const budgets: Readonly<Record<string, number>> = {
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: 24_576,
  max: 24_576,
};

function thinking({ model, reasoning }: WireRequest, quirks: GeminiQuirks): Record<string, unknown> {
  const shown = { includeThoughts: true };
  const version = Number(/gemini-(\d+(?:\.\d+)?)/.exec(model)?.[1] ?? "3");
  if (version < 2.5) return {};
  const effort = reasoning?.effort;
  if (effort === undefined || !quirks.thinking_effort) return { thinkingConfig: shown };
  if (version < 3) return { thinkingConfig: { ...shown, thinkingBudget: budgets[effort] ?? -1 } };
  const level = effort === "low" || effort === "minimal" || effort === "medium" ? effort : "high";
  return { thinkingConfig: { ...shown, thinkingLevel: level } };
}

function geminiTools(turn: WireRequest, quirks: GeminiQuirks) {
  const { offered, clientTools, hosted } = toolsOfTurn(turn.tools ?? [], turn.input);
  const searches = hosted.some(({ type }) => type === "web_search");
  const declarations = offered.map(({ name, kind, tool }) =>
    kind === "custom"
      ? declaration(name, freeFormDescription(tool), oneText, quirks)
      : declaration(name, tool["description"], tool["parameters"], quirks),
  );
  const functions = declarations.length > 0 ? [{ functionDeclarations: declarations }] : [];
  const together = declarations.length === 0 || quirks.search_with_functions;
  const tools: Record<string, unknown>[] = [
    ...functions,
    ...(searches && together ? [{ googleSearch: {} }] : []),
  ];
  return { tools, clientTools };
}

const oneText = {
  type: "object",
  properties: { [freeFormField]: { type: "string", description: "The whole input of the tool." } },
  required: [freeFormField],
};

function declaration(name: unknown, description: unknown, schema: unknown, quirks: GeminiQuirks): unknown {
  const about = asText(description) === "" ? {} : { description };
  if (quirks.json_schema) return { name, ...about, parametersJsonSchema: schema };
  const parameters = subset(schema);
  // An object without properties is refused there.
  const empty = Object.keys(asObject(parameters["properties"]) ?? {}).length === 0;
  return { name, ...about, ...(empty ? {} : { parameters }) };
}

const known = new Set([
  "type",
  "description",
  "enum",
  "items",
  "properties",
  "required",
  "nullable",
  "anyOf",
  "minItems",
  "maxItems",
  "minimum",
  "maximum",
]);

/** The older subset of OpenAPI's schemas: what it lacks is left out. */
function subset(schema: unknown): Record<string, unknown> {
  const given = asObject(schema) ?? {};
  const made: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    if (!known.has(key)) continue;
    if (key === "properties")
      made[key] = Object.fromEntries(
        Object.entries(asObject(value) ?? {}).map(([name, each]) => [name, subset(each)]),
      );
    else if (key === "items") made[key] = subset(value);
    else if (key === "anyOf") made[key] = asList(value).map(subset);
    else made[key] = value;
  }
  if (Array.isArray(given["type"])) {
    made["type"] = given["type"].find((type) => type !== "null");
    if (given["type"].includes("null")) made["nullable"] = true;
  }
  return made;
}

function toolConfig(choice: unknown): Record<string, unknown> | null {
  if (choice === "none") return { mode: "NONE" };
  if (choice === "required") return { mode: "ANY" };
  const given = asObject(choice);
  if (given === null) return null;
  const allowed = allowedNames(given);
  // Names are only taken where one of them has to be called.
  if (allowed !== null)
    return given["mode"] === "required" ? { mode: "ANY", allowedFunctionNames: [...allowed] } : null;
  const name = chosenName(given);
  return name === "" || given["type"] === "web_search" ? null : { mode: "ANY", allowedFunctionNames: [name] };
}
