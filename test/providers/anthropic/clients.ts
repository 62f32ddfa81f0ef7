/** How clients of each protocol hold a conversation with two parallel calls of a tool. */

type Json = Record<string, unknown>;

export interface ToolClient {
  name: string;
  path: string;
  headers?: Record<string, string>;
  first: Json;
  /** The request with what the tools gave, after the stream of the first answer. */
  second(stream: string): Json;
  /** Whether it hands the model's thoughts back. */
  keepsThoughts: boolean;
  /** What shows once that a stream has come to its end. */
  end: RegExp;
}

export const cities = ["Oslo", "Rome"];
export const model = "anthropic:claude-sonnet-5-5";

const question = "What is the weather in Oslo and Rome?";
const name = "get_weather";
const description = "Tells the weather.";
const parameters = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false,
};
const sunny = (city: unknown) => `sunny in ${String(city)}`;

const asked = { role: "user", content: question };
const chatTools = [{ type: "function", function: { name, description, parameters } }];
const weather = { role: "user", parts: [{ text: question }] };
const declared = [{ functionDeclarations: [{ name, description, parametersJsonSchema: parameters }] }];

export const clients: ToolClient[] = [
  {
    name: "chat",
    path: "/v1/chat/completions",
    first: { model, stream: true, messages: [asked], tools: chatTools },
    second(stream) {
      const calls: { id: string; type: "function"; function: { name: string; arguments: string } }[] = [];
      for (const chunk of jsonLines(stream) as { choices: { delta: { tool_calls?: ChatDelta[] } }[] }[])
        for (const { index, id, function: made } of chunk.choices[0]?.delta.tool_calls ?? []) {
          const call = (calls[index] ??= { id: "", type: "function", function: { name: "", arguments: "" } });
          call.id += id ?? "";
          call.function.name += made?.name ?? "";
          call.function.arguments += made?.arguments ?? "";
        }
      const results = calls.map((call) => ({
        role: "tool",
        tool_call_id: call.id,
        content: sunny((JSON.parse(call.function.arguments) as Json)["city"]),
      }));
      const answer = { role: "assistant", content: null, tool_calls: calls };
      return { ...this.first, messages: [asked, answer, ...results] };
    },
    keepsThoughts: false,
    end: /^data: \[DONE\]$/gm,
  },
  {
    name: "responses",
    path: "/v1/responses",
    first: {
      model,
      stream: true,
      input: [asked],
      reasoning: { summary: "auto" },
      tools: [{ type: "function", name, description, parameters, strict: true }],
    },
    second(stream) {
      const last = jsonLines(stream).at(-1) as { response: { output: Json[] } };
      const { output } = last.response;
      const results = output.flatMap((item) =>
        item["type"] === "function_call"
          ? [
              {
                type: "function_call_output",
                call_id: item["call_id"],
                output: sunny((JSON.parse(String(item["arguments"])) as Json)["city"]),
              },
            ]
          : [],
      );
      return { ...this.first, input: [asked, ...output, ...results] };
    },
    keepsThoughts: true,
    end: /^event: response\.completed$/gm,
  },
  {
    name: "messages",
    path: "/v1/messages",
    headers: { "anthropic-version": "2023-06-01" },
    first: {
      model,
      stream: true,
      max_tokens: 5000,
      messages: [asked],
      thinking: { type: "adaptive" },
      tools: [{ name, description, input_schema: parameters }],
    },
    second(stream) {
      const content: Json[] = [];
      for (const { type, index, content_block: block, delta } of jsonLines(stream) as MessagesDelta[]) {
        if (type === "content_block_start" && block) content[index] = { ...block };
        const at = content[index];
        if (type !== "content_block_delta" || at === undefined) continue;
        for (const [key, value] of Object.entries(delta ?? {}))
          if (key !== "type") at[key] = String(at[key] ?? "") + String(value);
      }
      for (const block of content)
        if (block["type"] === "tool_use") {
          block["input"] = JSON.parse(String(block["partial_json"]));
          delete block["partial_json"];
        }
      const results = content.flatMap(({ type, id, input }) =>
        type === "tool_use"
          ? [{ type: "tool_result", tool_use_id: id, content: sunny((input as Json)["city"]) }]
          : [],
      );
      const messages = [asked, { role: "assistant", content }, { role: "user", content: results }];
      return { ...this.first, messages };
    },
    keepsThoughts: true,
    end: /^event: message_stop$/gm,
  },
  {
    name: "ollama",
    path: "/api/chat",
    first: { model, messages: [asked], tools: chatTools },
    second(stream) {
      const lines = jsonLines(stream) as { message: { tool_calls?: OllamaCall[] } }[];
      const calls = lines.flatMap(({ message }) => message.tool_calls ?? []);
      const results = calls.map((call) => ({
        role: "tool",
        tool_name: name,
        content: sunny(call.function.arguments["city"]),
      }));
      const answer = { role: "assistant", content: "", tool_calls: calls };
      return { ...this.first, messages: [asked, answer, ...results] };
    },
    keepsThoughts: false,
    end: /"done":true/g,
  },
  {
    name: "gemini",
    path: `/v1beta/models/${model}:streamGenerateContent?alt=sse`,
    first: { contents: [weather], tools: declared },
    second(stream) {
      const chunks = jsonLines(stream) as { candidates?: { content?: { parts?: GeminiPart[] } }[] }[];
      const parts = chunks.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? []);
      const called = parts.flatMap(({ functionCall }) => (functionCall ? [functionCall] : []));
      const results = called.map(({ id, args }) => ({
        functionResponse: { id, name, response: { result: sunny(args["city"]) } },
      }));
      const answer = { role: "model", parts: called.map((functionCall) => ({ functionCall })) };
      return { contents: [weather, answer, { role: "user", parts: results }], tools: declared };
    },
    keepsThoughts: false,
    end: /"finishReason":"STOP"/g,
  },
];

interface ChatDelta {
  index: number;
  id?: string;
  function?: { name?: string; arguments?: string };
}
interface MessagesDelta {
  type: string;
  index: number;
  content_block?: Json;
  delta?: Json;
}
interface OllamaCall {
  function: { name: string; arguments: Json };
}
interface GeminiPart {
  functionCall?: { id?: string; name: string; args: Json };
}

/** Of events and of lines. */
export function jsonLines(stream: string): unknown[] {
  return stream.split("\n").flatMap((line) => {
    const json = line.replace(/^data: /, "");
    return json.startsWith("{") ? [JSON.parse(json) as unknown] : [];
  });
}
