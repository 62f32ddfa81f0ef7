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

export interface GeminiRequest {
  body: Record<string, unknown>;
  clientTools: ClientTools;
}

/** What an endpoint or a model may lack, as found out by its refusals. */
export interface GeminiQuirks {
  /** JSON Schema as it is; else the older subset. */
  json_schema: boolean;
  thinking: boolean;
  /** Search beside functions. */
  search_with_functions: boolean;
}

export function geminiQuirks(model: string, found: Readonly<Record<string, boolean>>): GeminiQuirks {
  const of = (name: keyof GeminiQuirks) => found[`${name}@${model}`] ?? found[name] ?? true;
  return {
    json_schema: of("json_schema"),
    thinking: of("thinking"),
    search_with_functions: of("search_with_functions"),
  };
}

/** What a refusal teaches; null when it is about something else. */
export function learnedFrom(message: string, quirks: GeminiQuirks): keyof GeminiQuirks | null {
  const { thinking, search_with_functions, json_schema } = quirks;
  if (thinking && /think|budget/i.test(message) && !/signature/i.test(message)) return "thinking";
  if (
    search_with_functions &&
    /(search|tool use|built-?in).*(function|unsupported)|multiple tools/i.test(message)
  )
    return "search_with_functions";
  if (
    json_schema &&
    /(parametersJsonSchema|parameters_json_schema|responseJsonSchema|response_json_schema)/.test(message)
  )
    return "json_schema";
  return null;
}

export function geminiRequest(
  turn: WireRequest,
  quirks: GeminiQuirks,
  signatures: Pick<SignatureStore, "find">,
): GeminiRequest {
  const { tools, clientTools } = geminiTools(turn, quirks);
  const config = { ...sampling(turn), ...format(turn, quirks), ...(quirks.thinking ? thinking(turn) : {}) };
  const choice = tools.some((tool) => "functionDeclarations" in tool) ? toolConfig(turn.tool_choice) : null;
  return {
    body: {
      ...(turn.instructions === "" ? {} : { systemInstruction: { parts: [{ text: turn.instructions }] } }),
      contents: geminiContents(turn, signatures),
      ...(tools.length > 0 ? { tools } : {}),
      ...(choice === null ? {} : { toolConfig: { functionCallingConfig: choice } }),
      ...(Object.keys(config).length > 0 ? { generationConfig: config } : {}),
    },
    clientTools,
  };
}

function sampling({ sampling: given = {} }: WireRequest): Record<string, unknown> {
  const named: Record<string, unknown> = {
    maxOutputTokens: given.max_output_tokens,
    temperature: given.temperature,
    topP: given.top_p,
    topK: given.top_k,
    // More than five are refused; the client's protocol cuts at each of them.
    stopSequences: given.stop?.slice(0, 5),
    seed: given.seed,
    presencePenalty: given.presence_penalty,
    frequencyPenalty: given.frequency_penalty,
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}

function format(turn: WireRequest, quirks: GeminiQuirks): Record<string, unknown> {
  const asked = asObject(turn.text?.format);
  if (asked?.["type"] === "json_object") return { responseMimeType: "application/json" };
  if (asked?.["type"] !== "json_schema") return {};
  const schema = asked["schema"];
  return {
    responseMimeType: "application/json",
    ...(quirks.json_schema ? { responseJsonSchema: schema } : { responseSchema: subset(schema) }),
  };
}

/** Tokens of thinking by effort, for models before levels. */
const budgets: Readonly<Record<string, number>> = {
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: 24_576,
  max: 24_576,
};

function thinking({ model, reasoning }: WireRequest): Record<string, unknown> {
  const shown = { includeThoughts: true };
  const version = Number(/gemini-(\d+(?:\.\d+)?)/.exec(model)?.[1] ?? "3");
  if (version < 2.5) return {};
  const effort = reasoning?.effort;
  if (effort === undefined) return { thinkingConfig: shown };
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
