import {
  createLlmRuntime,
  type Api,
  type AssistantMessage,
  type Message,
  type Model,
  type Tool,
} from "@openclaw/ai";
import { registerBuiltInApiProviders } from "@openclaw/ai/providers";
import { describe, expect, test } from "vitest";
import { plainAccounts, startSwitchyard } from "../../support/switchyard.ts";

const runtime = createLlmRuntime();
registerBuiltInApiProviders(runtime.registry);

/** As the provider "switchyard" of an openclaw.json with each of its `api` values. */
function modelOf(api: Api, url: string): Model {
  return {
    id: "gpt-5.5",
    name: "GPT-5.5",
    api,
    provider: "switchyard",
    baseUrl: api === "anthropic-messages" ? url : `${url}/v1`,
    reasoning: true,
    input: ["text", "image"],
    cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
    contextWindow: 272_000,
    maxTokens: 32_000,
  };
}

const options = { apiKey: "local", maxTokens: 500, reasoning: "low", maxRetries: 0 } as const;
const weather: Tool = {
  name: "get_weather",
  description: "The weather of a city.",
  parameters: {
    type: "object",
    properties: { city: { type: "string" } },
    required: ["city"],
  },
};

type Part = { type: "text"; text: string } | { type: "image"; data: string; mimeType: string };

function asked(content: string | Part[]): Message {
  return { role: "user", content, timestamp: 0 };
}

function textOf({ content }: AssistantMessage): string {
  return content.map((block) => (block.type === "text" ? block.text : "")).join("");
}

const apis = ["openai-completions", "openai-responses", "anthropic-messages"];

describe.each(apis)("OpenClaw, %s", (api) => {
  test("an answer comes piece by piece, with its usage", async () => {
    const { url, simulator } = await startSwitchyard();
    simulator.script.next({ text: "good morning, world", eventDelayMs: 5 });
    const stream = runtime.streamSimple(
      modelOf(api, url),
      { systemPrompt: "Be brief.", messages: [asked("Hello")] },
      options,
    );
    const pieces: string[] = [];
    for await (const event of stream) if (event.type === "text_delta") pieces.push(event.delta);
    const whole = await stream.result();
    expect(whole.errorMessage).toBeUndefined();
    expect(whole.stopReason).toBe("stop");
    expect(textOf(whole)).toBe("good morning, world");
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join("")).toBe("good morning, world");
    expect(whole.usage.input + whole.usage.cacheRead).toBeGreaterThan(0);
    expect(whole.usage.output).toBeGreaterThan(0);
  });

  test("a tool is called, its result goes back with the thoughts before it, and the answer speaks of it", async () => {
    const { url } = await startSwitchyard();
    const messages: Message[] = [asked('Call the tool get_weather with {"city":"Rome"}, please.')];
    const context = { messages, tools: [weather] };
    const first = await runtime.completeSimple(modelOf(api, url), context, options);
    expect(first.errorMessage).toBeUndefined();
    expect(first.stopReason).toBe("toolUse");
    const [call] = first.content.filter((block) => block.type === "toolCall");
    expect(call).toMatchObject({ name: "get_weather", arguments: { city: "Rome" } });
    messages.push(first, {
      role: "toolResult",
      toolCallId: call?.id ?? "",
      toolName: "get_weather",
      content: [{ type: "text", text: "fine" }],
      isError: false,
      timestamp: 0,
    });
    const last = await runtime.completeSimple(modelOf(api, url), context, options);
    expect(last.errorMessage).toBeUndefined();
    expect(textOf(last)).toBe("The tool get_weather answered: fine");
  });

  test("pictures are seen", async () => {
    const { url } = await startSwitchyard();
    const pixel =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    const answer = await runtime.completeSimple(
      modelOf(api, url),
      {
        messages: [
          asked([
            { type: "text", text: "What is this?" },
            { type: "image", data: pixel, mimeType: "image/png" },
          ]),
        ],
      },
      options,
    );
    expect(textOf(answer)).toMatch(/I can see 1 image/);
  });

  test("a used-up plan is an error that says so", async () => {
    const accounts = plainAccounts.map((account) => ({ ...account, exhausted: true }));
    const { url } = await startSwitchyard({ accounts });
    const answer = await runtime.completeSimple(modelOf(api, url), { messages: [asked("hello")] }, options);
    expect(answer.stopReason).toBe("error");
    expect(answer.errorMessage).toMatch(/limit/i);
  });

  test("who stops it frees the place upstream", async () => {
    const { url, simulator } = await startSwitchyard();
    simulator.script.next({ eventDelayMs: 60_000, text: "never told to the end" });
    const stop = new AbortController();
    const answer = runtime.completeSimple(
      modelOf(api, url),
      { messages: [asked("hello")] },
      { ...options, signal: stop.signal },
    );
    await expect.poll(() => activeRequests(url)).toBe(1);
    stop.abort();
    expect((await answer).stopReason).toBe("aborted");
    await expect.poll(() => activeRequests(url)).toBe(0);
  });
});

async function activeRequests(url: string): Promise<number> {
  const health = (await (await fetch(`${url}/health`)).json()) as { active_requests: number };
  return health.active_requests;
}
