/** What clients of every protocol send for the same wishes, and how they read their streams and hand calls back. */
import { eventsOf } from "./switchyard.ts";

type Json = Record<string, unknown>;

export interface ReadAnswer {
  text: string;
  thought: string;
  calls: { id: string; name: string; args: unknown }[];
  /** The answer as the client keeps it for the next turn. */
  kept: unknown;
  /** How many endings the stream had. */
  ends: number;
}

export interface ClientProtocol {
  name: string;
  path(model: string): string;
  headers: Record<string, string>;
  hello(model: string): Json;
  image(model: string): Json;
  schema(model: string): Json;
  tools(model: string): Json;
  read(text: string): ReadAnswer;
  /** The turn behind `tools`, with the results of its calls, in their order. */
  results(asked: Json, answer: ReadAnswer, results: readonly string[]): Json;
  /** How a result reaches the model. */
  resultTold: (result: string) => string;
}

const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const object = {
  type: "object",
  properties: { index: { type: "number" } },
  required: ["index"],
  additionalProperties: false,
};
const answer = {
  type: "object",
  properties: { answer: { type: "string" } },
  required: ["answer"],
  additionalProperties: false,
};
const toolNames = ["first", "second"];

const chatTools = toolNames.map((name) => ({
  type: "function",
  function: { name, description: name, parameters: object },
}));
const chatUser = (content: unknown) => ({ messages: [{ role: "user", content }] });

const chat: ClientProtocol = {
  name: "chat",
  path: () => "/v1/chat/completions",
  headers: {},
  hello: (model) => ({ model, stream: true, ...chatUser("hi") }),
  image: (model) => ({
    model,
    stream: true,
    ...chatUser([
      { type: "text", text: "look" },
      { type: "image_url", image_url: { url: `data:image/png;base64,${png}` } },
    ]),
  }),
  schema: (model) => ({
    model,
    stream: true,
    ...chatUser("yes?"),
    response_format: { type: "json_schema", json_schema: { name: "out", strict: true, schema: answer } },
  }),
  tools: (model) => ({ model, stream: true, ...chatUser("call"), tools: chatTools }),
  read(text) {
    const events = eventsOf(text);
    const read: ReadAnswer = { text: "", thought: "", calls: [], kept: null, ends: 0 };
    const calls: { id: string; name: string; args: string }[] = [];
    for (const event of events) {
      if (event === "[DONE]") read.ends += 1;
      const { choices = [] } = event as { choices?: { delta: Json }[] };
      for (const { delta } of choices) {
        read.text += (delta["content"] as string | undefined) ?? "";
        read.thought += (delta["reasoning_content"] as string | undefined) ?? "";
        for (const piece of (delta["tool_calls"] ?? []) as {
          index: number;
          id?: string;
          function: { name?: string; arguments: string };
        }[]) {
          const call = (calls[piece.index] ??= {
            id: piece.id ?? "",
            name: piece.function.name ?? "",
            args: "",
          });
          call.args += piece.function.arguments;
        }
      }
    }
    read.calls = calls.map(({ id, name, args }) => ({ id, name, args: JSON.parse(args) as unknown }));
    read.kept = calls.map(({ id, name, args }) => ({
      id,
      type: "function",
      function: { name, arguments: args },
    }));
    return read;
  },
  resultTold: (result) => result,
  results: (asked, { calls, kept }, results) => ({
    ...asked,
    messages: [
      ...(asked["messages"] as unknown[]),
      { role: "assistant", content: null, tool_calls: kept },
      ...calls.map(({ id }, index) => ({ role: "tool", tool_call_id: id, content: results[index] })),
    ],
  }),
};

const input = (...content: unknown[]) => ({ input: [{ role: "user", content }] });
const inputText = (text: string) => ({ type: "input_text", text });

const responses: ClientProtocol = {
  name: "responses",
  path: () => "/v1/responses",
  headers: {},
  hello: (model) => ({ model, stream: true, ...input(inputText("hi")) }),
  image: (model) => ({
    model,
    stream: true,
    ...input(inputText("look"), { type: "input_image", image_url: `data:image/png;base64,${png}` }),
  }),
  schema: (model) => ({
    model,
    stream: true,
    ...input(inputText("yes?")),
    text: { format: { type: "json_schema", name: "out", strict: true, schema: answer } },
  }),
  tools: (model) => ({
    model,
    stream: true,
    ...input(inputText("call")),
    tools: toolNames.map((name) => ({ type: "function", name, description: name, parameters: object })),
  }),
  read(text) {
    const events = eventsOf(text) as Json[];
    const done = events
      .filter(({ type }) => type === "response.output_item.done")
      .map(({ item }) => item as Json);
    const parts = (item: Json, name: string) =>
      ((item[name] ?? []) as { text?: string }[]).map((part) => part.text ?? "").join("");
    return {
      text: done.map((item) => (item["type"] === "message" ? parts(item, "content") : "")).join(""),
      thought: done.map((item) => parts(item, "summary")).join(""),
      calls: done.flatMap((item) =>
        item["type"] === "function_call"
          ? [
              {
                id: String(item["call_id"]),
                name: String(item["name"]),
                args: JSON.parse(String(item["arguments"])) as unknown,
              },
            ]
          : [],
      ),
      kept: done,
      ends: events.filter(({ type }) => /^response\.(completed|incomplete|failed)$/.test(String(type)))
        .length,
    };
  },
  resultTold: (result) => result,
  results: (asked, { calls, kept }, results) => ({
    ...asked,
    input: [
      ...(asked["input"] as unknown[]),
      ...(kept as unknown[]),
      ...calls.map(({ id }, index) => ({
        type: "function_call_output",
        call_id: id,
        output: results[index],
      })),
    ],
  }),
};

/** As Claude Code asks: with thoughts, which come back with their signature. */
const thinking = { max_tokens: 4096, thinking: { type: "enabled", budget_tokens: 1024 } };

const messages: ClientProtocol = {
  name: "messages",
  path: () => "/v1/messages",
  headers: { "anthropic-version": "2023-06-01" },
  hello: (model) => ({ model, stream: true, ...thinking, ...chatUser("hi") }),
  image: (model) => ({
    model,
    stream: true,
    ...thinking,
    ...chatUser([
      { type: "text", text: "look" },
      { type: "image", source: { type: "base64", media_type: "image/png", data: png } },
    ]),
  }),
  schema: (model) => ({
    model,
    stream: true,
    ...thinking,
    ...chatUser("yes?"),
    output_config: { format: { type: "json_schema", schema: answer } },
  }),
  tools: (model) => ({
    model,
    stream: true,
    ...thinking,
    ...chatUser("call"),
    tools: toolNames.map((name) => ({ name, description: name, input_schema: object })),
  }),
  read(text) {
    const events = eventsOf(text) as Json[];
    const blocks: Json[] = [];
    for (const event of events) {
      const index = event["index"] as number;
      if (event["type"] === "content_block_start")
        blocks[index] = { ...(event["content_block"] as Json), json: "" };
      const block = blocks[index];
      if (event["type"] !== "content_block_delta" || !block) continue;
      const delta = event["delta"] as Record<string, string>;
      for (const [from, to] of [
        ["text", "text"],
        ["thinking", "thinking"],
        ["signature", "signature"],
        ["partial_json", "json"],
      ] as const)
        if (delta[from] !== undefined) block[to] = String(block[to] ?? "") + delta[from];
    }
    const kept = blocks.map(({ json, ...block }): Json => {
      if (block["type"] !== "tool_use") return block;
      return { ...block, input: JSON.parse(String(json)) as unknown };
    });
    const all = (type: string) =>
      kept
        .filter((block) => block["type"] === type)
        .map((block) => String(block[type]))
        .join("");
    return {
      text: all("text"),
      thought: all("thinking"),
      calls: kept.flatMap((block) =>
        block["type"] === "tool_use"
          ? [{ id: String(block["id"]), name: String(block["name"]), args: block["input"] }]
          : [],
      ),
      kept,
      ends: events.filter(({ type }) => type === "message_stop").length,
    };
  },
  resultTold: (result) => result,
  results: (asked, { calls, kept }, results) => ({
    ...asked,
    messages: [
      ...(asked["messages"] as unknown[]),
      { role: "assistant", content: kept },
      {
        role: "user",
        content: calls.map(({ id }, index) => ({
          type: "tool_result",
          tool_use_id: id,
          content: results[index],
        })),
      },
    ],
  }),
};

const ollama: ClientProtocol = {
  name: "ollama",
  path: () => "/api/chat",
  headers: {},
  hello: (model) => ({ model, ...chatUser("hi") }),
  image: (model) => ({ model, messages: [{ role: "user", content: "look", images: [png] }] }),
  schema: (model) => ({ model, ...chatUser("yes?"), format: answer }),
  tools: (model) => ({ model, ...chatUser("call"), tools: chatTools }),
  read(text) {
    const lines = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { done?: boolean; message?: Json });
    const all = (name: string) =>
      lines.map(({ message }) => (message?.[name] as string | undefined) ?? "").join("");
    const kept = lines.flatMap(
      ({ message }) =>
        (message?.["tool_calls"] ?? []) as { id?: string; function: { name: string; arguments: unknown } }[],
    );
    return {
      text: all("content"),
      thought: all("thinking"),
      calls: kept.map((call) => ({
        id: call.id ?? "",
        name: call.function.name,
        args: call.function.arguments,
      })),
      kept: kept.map((call) => ({ function: call.function })),
      ends: lines.filter(({ done }) => done === true).length,
    };
  },
  resultTold: (result) => result,
  results: (asked, { calls, kept }, results) => ({
    ...asked,
    messages: [
      ...(asked["messages"] as unknown[]),
      { role: "assistant", content: "", tool_calls: kept },
      ...calls.map(({ name }, index) => ({ role: "tool", tool_name: name, content: results[index] })),
    ],
  }),
};

const contents = (...parts: unknown[]) => ({ contents: [{ role: "user", parts }] });

const gemini: ClientProtocol = {
  name: "gemini",
  path: (model) => `/v1beta/models/${model}:streamGenerateContent?alt=sse`,
  headers: {},
  hello: () => ({
    ...contents({ text: "hi" }),
    generationConfig: { thinkingConfig: { includeThoughts: true } },
  }),
  image: () => contents({ text: "look" }, { inlineData: { mimeType: "image/png", data: png } }),
  schema: () => ({
    ...contents({ text: "yes?" }),
    generationConfig: { responseMimeType: "application/json", responseJsonSchema: answer },
  }),
  tools: () => ({
    ...contents({ text: "call" }),
    tools: [
      {
        functionDeclarations: toolNames.map((name) => ({
          name,
          description: name,
          parametersJsonSchema: object,
        })),
      },
    ],
  }),
  read(text) {
    const events = eventsOf(text) as {
      candidates?: { content?: { parts?: Json[] }; finishReason?: string }[];
    }[];
    const candidates = events.flatMap((event) => event.candidates ?? []);
    const parts = candidates.flatMap(({ content }) => content?.parts ?? []);
    const said = (thought: boolean) =>
      parts
        .map((part) => ((part["thought"] === true) === thought ? String(part["text"] ?? "") : ""))
        .join("");
    const kept = parts.filter((part) => part["text"] !== "");
    return {
      text: said(false),
      thought: said(true),
      calls: parts.flatMap(({ functionCall }) => {
        const call = functionCall as { id?: string; name: string; args: unknown } | undefined;
        return call ? [{ id: call.id ?? "", name: call.name, args: call.args }] : [];
      }),
      kept,
      ends: candidates.filter(({ finishReason }) => finishReason !== undefined).length,
    };
  },
  resultTold: (result) => JSON.stringify({ result }),
  results: (asked, { calls, kept }, results) => ({
    ...asked,
    contents: [
      ...(asked["contents"] as unknown[]),
      { role: "model", parts: kept },
      {
        role: "user",
        parts: calls.map(({ id, name }, index) => ({
          functionResponse: { id, name, response: { result: results[index] } },
        })),
      },
    ],
  }),
};

export const clientProtocols: readonly ClientProtocol[] = [chat, responses, messages, ollama, gemini];
