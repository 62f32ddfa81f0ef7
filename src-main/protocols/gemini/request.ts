/** Gemini's requests as the chat completion that means the same. */
import type { ChatBody } from "../chat/schema.ts";
import { RequestError } from "../shared/request-error.ts";
import { jsonSchema } from "./json-schema.ts";
import type { GeminiBody, GeminiContent, GeminiPart } from "./schema.ts";

type ChatMessage = ChatBody["messages"][number];

/** Throws RequestError. @param model as the path names it */
export function chatOfGemini(body: GeminiBody, model: string, stream: boolean): ChatBody {
  const config = body.generationConfig ?? {};
  if ((config.candidateCount ?? 1) !== 1)
    throw new RequestError("One candidate at a time is answered here.", {
      param: "generationConfig.candidateCount",
      code: "unsupported_value",
    });
  const contents = Array.isArray(body.contents) ? body.contents : [body.contents];
  const messages = [...systemMessage(body.systemInstruction), ...chatMessages(contents)];
  if (messages.length === 0)
    throw new RequestError("'contents' is empty.", { param: "contents", code: "missing_required_parameter" });
  const { tools, searches } = toolsOf(body);
  const effort = effortOf(config.thinkingConfig);
  const format = responseFormat(config);
  return {
    model,
    stream,
    messages,
    ...(config.stopSequences ? { stop: config.stopSequences } : {}),
    ...(tools.length > 0 ? { tools } : {}),
    ...(searches ? { web_search_options: {} } : {}),
    ...choiceOf(body),
    ...(effort === null ? {} : { reasoning_effort: effort }),
    ...(format === null ? {} : { response_format: format }),
  };
}

function systemMessage(instruction: GeminiBody["systemInstruction"]): ChatMessage[] {
  const text =
    typeof instruction === "string"
      ? instruction
      : (instruction?.parts ?? []).map((part) => part.text ?? "").join("\n\n");
  return text === "" ? [] : [{ role: "system", content: text }];
}

function chatMessages(contents: GeminiContent[]): ChatMessage[] {
  const pending: { id: string; name: string }[] = [];
  return contents.flatMap(({ role, parts }, index): ChatMessage[] =>
    role === "model"
      ? modelMessages(parts ?? [], index, pending)
      : userMessages(parts ?? [], `contents[${index}].parts`, pending),
  );
}

type Pending = { id: string; name: string }[];

function modelMessages(parts: GeminiPart[], index: number, pending: Pending): ChatMessage[] {
  const text = parts.map((part) => (part.thought ? "" : (part.text ?? ""))).join("");
  const calls = parts.flatMap(({ functionCall: call }, at) => {
    if (!call) return [];
    const id = call.id || `call_${index}_${at}`;
    pending.push({ id, name: call.name });
    return [
      { id, type: "function", function: { name: call.name, arguments: JSON.stringify(call.args ?? {}) } },
    ];
  });
  if (text === "" && calls.length === 0) return [];
  return [{ role: "assistant", content: text, ...(calls.length > 0 ? { tool_calls: calls } : {}) }];
}

// Results come first: they answer the calls of the message before.
function userMessages(parts: GeminiPart[], at: string, pending: Pending): ChatMessage[] {
  const results = parts.flatMap(({ functionResponse: result }): ChatMessage[] => {
    if (!result) return [];
    const found = pending.findIndex(({ id, name }) => (result.id ? id === result.id : name === result.name));
    const call = found === -1 ? undefined : pending.splice(found, 1)[0];
    const content =
      typeof result.response === "string" ? result.response : JSON.stringify(result.response ?? {});
    return [{ role: "tool", tool_call_id: result.id || call?.id, content }];
  });
  const said = parts.flatMap((part, index) => contentPart(part, `${at}[${index}]`));
  return said.length > 0 ? [...results, { role: "user", content: said }] : results;
}

type ContentPart = { type: string; [key: string]: unknown };

function contentPart(part: GeminiPart, at: string): ContentPart[] {
  if (typeof part.text === "string") return part.text === "" ? [] : [{ type: "text", text: part.text }];
  if (part.functionResponse) return [];
  const { inlineData, fileData } = part;
  const type = inlineData?.mimeType ?? fileData?.mimeType ?? "";
  const url = inlineData ? `data:${type};base64,${inlineData.data}` : fileData?.fileUri;
  if (url !== undefined && type.startsWith("image/")) return [{ type: "image_url", image_url: { url } }];
  if (inlineData && type === "application/pdf") return [{ type: "file", file: { file_data: url } }];
  throw new RequestError(`'${at}' is of a kind that the models behind this gateway do not take.`, {
    param: at,
    code: "unsupported_content",
  });
}

function toolsOf({ tools }: GeminiBody): { tools: NonNullable<ChatBody["tools"]>; searches: boolean } {
  const made: NonNullable<ChatBody["tools"]> = [];
  let searches = false;
  for (const [index, tool] of (tools ?? []).entries()) {
    const { functionDeclarations, googleSearch, ...others } = tool;
    const other = Object.keys(others).find((name) => others[name] !== null && others[name] !== undefined);
    if (other !== undefined)
      throw new RequestError(`'tools[${index}].${other}' is a tool this backend does not offer.`, {
        param: `tools[${index}].${other}`,
        code: "unsupported_tool",
      });
    if (googleSearch) searches = true;
    for (const { name, description, parameters, parametersJsonSchema } of functionDeclarations ?? []) {
      const schema = parametersJsonSchema ?? (parameters === undefined ? undefined : jsonSchema(parameters));
      made.push({ type: "function", function: { name, description, parameters: schema } });
    }
  }
  return { tools: made, searches };
}

function choiceOf({ toolConfig }: GeminiBody): Pick<ChatBody, "tool_choice"> {
  const { mode, allowedFunctionNames: names = [] } = toolConfig?.functionCallingConfig ?? {};
  if (mode === "NONE") return { tool_choice: "none" };
  if (mode !== "ANY") return {};
  const tools = (names ?? []).map((name) => ({ type: "function", function: { name } }));
  if (tools.length === 0) return { tool_choice: "required" };
  if (tools.length === 1) return { tool_choice: tools[0] };
  return { tool_choice: { type: "allowed_tools", allowed_tools: { mode: "required", tools } } };
}

type Config = NonNullable<GeminiBody["generationConfig"]>;

function responseFormat(config: Config): ChatBody["response_format"] | null {
  const schema =
    config.responseJsonSchema ?? (config.responseSchema ? jsonSchema(config.responseSchema) : null);
  if (schema && typeof schema === "object")
    return { type: "json_schema", json_schema: { schema: schema as Record<string, unknown> } };
  return config.responseMimeType === "application/json" ? { type: "json_object" } : null;
}

/** Tokens of a thinking budget up to which an effort reaches. */
const budgets: readonly (readonly [number, string])[] = [
  [0, "none"],
  [2048, "low"],
  [8192, "medium"],
];

function effortOf(thinking: Config["thinkingConfig"]): string | null {
  if (thinking?.thinkingLevel) return thinking.thinkingLevel.toLowerCase();
  const budget = thinking?.thinkingBudget;
  // −1 leaves it to the model.
  if (budget === null || budget === undefined || budget < 0) return null;
  return budgets.find(([tokens]) => budget <= tokens)?.[1] ?? "high";
}
