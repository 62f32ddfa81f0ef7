import Anthropic from "@anthropic-ai/sdk";
import { FunctionCallingConfigMode, GoogleGenAI, type Content } from "@google/genai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { isStepCount, streamText, tool } from "ai";
import { Ollama, type Message } from "ollama";
import OpenAI from "openai";
import { expect, test } from "vitest";
import { z } from "zod";
import { models, names, startVendors, type ProviderName } from "./vendors.ts";

const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const image = `data:image/png;base64,${pixel}`;
const prompt = "Ask both tools about what is in the picture.";
const schema = { type: "object", properties: { index: { type: "number" } }, additionalProperties: false };
const toolNames = ["get_weather", "get_time"];
const result = (name: string) => `${name} is fine`;

/** What the stand-in of Anthropic's API is to do; the others call what they are offered by themselves. */
const plans = [
  { thinking: "I look.", tools: toolNames.map((name, index) => ({ name, input: { index } })) },
  { text: "Results: get_weather is fine, get_time is fine." },
];

type Loop = (url: string, model: string) => Promise<{ calls: string[]; text: string }>;

const loops: Record<string, Loop> = {
  "openai, chat": async (url, model) => {
    const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: "local", maxRetries: 0 });
    const calls: string[] = [];
    const runner = openai.chat.completions.runTools({
      model,
      stream: true,
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: prompt },
            { type: "image_url", image_url: { url: image } },
          ],
        },
      ],
      tools: toolNames.map((name) => ({
        type: "function" as const,
        function: {
          name,
          description: name,
          parameters: schema,
          parse: (text: string) => JSON.parse(text) as object,
          function: () => {
            calls.push(name);
            return result(name);
          },
        },
      })),
    });
    return { text: (await runner.finalContent()) ?? "", calls };
  },

  "openai, responses": async (url, model) => {
    const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: "local", maxRetries: 0 });
    const tools = toolNames.map((name) => ({
      type: "function" as const,
      name,
      parameters: schema,
      strict: false,
    }));
    const input: OpenAI.Responses.ResponseInput = [
      {
        role: "user",
        content: [
          { type: "input_text", text: prompt },
          { type: "input_image", image_url: image, detail: "auto" },
        ],
      },
    ];
    const asked = { model, tools, store: false, include: ["reasoning.encrypted_content" as const] };
    const first = await openai.responses.stream({ ...asked, input }).finalResponse();
    const calls = first.output.flatMap((item) => (item.type === "function_call" ? [item] : []));
    const outputs = calls.map(({ call_id, name }) => ({
      type: "function_call_output" as const,
      call_id,
      output: result(name),
    }));
    const next = [...input, ...(first.output as OpenAI.Responses.ResponseInput), ...outputs];
    const last = await openai.responses.stream({ ...asked, input: next }).finalResponse();
    return { text: last.output_text, calls: calls.map(({ name }) => name) };
  },

  anthropic: async (url, model) => {
    const anthropic = new Anthropic({ baseURL: url, apiKey: "local", maxRetries: 0 });
    const tools = toolNames.map((name) => ({ name, input_schema: { ...schema, type: "object" as const } }));
    const messages: Anthropic.MessageParam[] = [
      {
        role: "user",
        content: [
          { type: "image", source: { type: "base64", media_type: "image/png", data: pixel } },
          { type: "text", text: prompt },
        ],
      },
    ];
    const asked = { model, max_tokens: 4096, tools };
    const first = await anthropic.messages.stream({ ...asked, messages }).finalMessage();
    const calls = first.content.flatMap((block) => (block.type === "tool_use" ? [block] : []));
    const results = calls.map(({ id, name }) => ({
      type: "tool_result" as const,
      tool_use_id: id,
      content: result(name),
    }));
    messages.push({ role: "assistant", content: first.content }, { role: "user", content: results });
    const last = await anthropic.messages.stream({ ...asked, messages }).finalMessage();
    const text = last.content.map((block) => (block.type === "text" ? block.text : "")).join("");
    return { text, calls: calls.map(({ name }) => name) };
  },

  genai: async (url, model) => {
    const genai = new GoogleGenAI({ apiKey: "local", httpOptions: { baseUrl: url } });
    const functionDeclarations = toolNames.map((name) => ({ name, parametersJsonSchema: schema }));
    const config = {
      tools: [{ functionDeclarations }],
      toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.AUTO } },
    };
    const contents: Content[] = [
      { role: "user", parts: [{ inlineData: { mimeType: "image/png", data: pixel } }, { text: prompt }] },
    ];
    const parts: NonNullable<Content["parts"]> = [];
    for await (const piece of await genai.models.generateContentStream({ model, contents, config }))
      parts.push(...(piece.candidates?.[0]?.content?.parts ?? []));
    const calls = parts.flatMap(({ functionCall }) => (functionCall ? [functionCall] : []));
    const answers = calls.map(({ id, name = "" }) => ({
      functionResponse: { ...(id === undefined ? {} : { id }), name, response: { result: result(name) } },
    }));
    contents.push({ role: "model", parts }, { role: "user", parts: answers });
    let text = "";
    for await (const piece of await genai.models.generateContentStream({ model, contents, config }))
      text += piece.text ?? "";
    return { text, calls: calls.map(({ name = "" }) => name) };
  },

  ollama: async (url, model) => {
    const ollama = new Ollama({ host: url });
    const tools = toolNames.map((name) => ({
      type: "function",
      function: { name, description: name, parameters: { type: "object", properties: {} } },
    }));
    const messages: Message[] = [{ role: "user", content: prompt, images: [pixel] }];
    const answer: Message = { role: "assistant", content: "", tool_calls: [] };
    for await (const { message } of await ollama.chat({ model, messages, tools, stream: true })) {
      answer.content += message.content;
      answer.tool_calls?.push(...(message.tool_calls ?? []));
    }
    const calls = (answer.tool_calls ?? []).map((call) => call.function.name);
    messages.push(answer, ...calls.map((name) => ({ role: "tool", tool_name: name, content: result(name) })));
    let text = "";
    for await (const { message } of await ollama.chat({ model, messages, tools, stream: true }))
      text += message.content;
    return { text, calls };
  },

  "Vercel ai": async (url, model) => {
    const provider = createOpenAICompatible({ name: "switchyard", baseURL: `${url}/v1`, apiKey: "local" });
    const calls: string[] = [];
    const make = (name: string) =>
      tool({
        description: name,
        inputSchema: z.object({ index: z.number().optional() }),
        execute: () => {
          calls.push(name);
          return result(name);
        },
      });
    const stream = streamText({
      model: provider(model),
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: prompt },
            { type: "file", data: pixel, mediaType: "image/png" },
          ],
        },
      ],
      tools: Object.fromEntries(toolNames.map((name) => [name, make(name)])),
      stopWhen: isStepCount(3),
      maxRetries: 0,
    });
    return { text: await stream.text, calls };
  },
};

for (const [name, loop] of Object.entries(loops)) {
  test(`${name}: a streamed tool loop with two calls at once and a picture, at every provider`, async () => {
    const { url, anthropic, client } = await startVendors();
    for (const provider of names) {
      if (provider === "anthropic") anthropic.plan(...plans);
      const { calls, text } = await loop(url, models[provider]);
      expect(calls, provider).toEqual(toolNames);
      expect(text, provider).toContain("get_weather is fine");
      expect(text, provider).toContain("get_time is fine");
      const rows = await client.requests.recent({ limit: 2 });
      expect(
        rows.map((row) => [row.provider, row.outcome]),
        provider,
      ).toEqual([provider, provider].map((each: ProviderName) => [each, "ok"]));
    }
  });
}
