import { ChatAnthropic } from "@langchain/anthropic";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { HumanMessage, ToolMessage, type AIMessage, type BaseMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { ChatOpenAI, OpenAIEmbeddings } from "@langchain/openai";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { plainAccounts, startSwitchyard } from "../../support/switchyard.ts";

const model = "gpt-5.5";
const base = { maxRetries: 0, apiKey: "local", temperature: 0.2, maxTokens: 500 };
const configuration = (url: string) => ({ baseURL: `${url}/v1` });

const models: Record<string, (url: string) => BaseChatModel> = {
  "openai, chat": (url) => new ChatOpenAI({ ...base, model, configuration: configuration(url) }),
  "openai, responses": (url) =>
    new ChatOpenAI({ ...base, model, useResponsesApi: true, configuration: configuration(url) }),
  anthropic: (url) => new ChatAnthropic({ ...base, model: "claude-sonnet-4-5", anthropicApiUrl: url }),
};

const place = z.object({ city: z.string() });
const getWeather = tool(({ city }: z.infer<typeof place>) => `weather of ${city}: fine`, {
  name: "get_weather",
  description: "The weather of a city.",
  schema: place,
});
const getTime = tool(({ city }: z.infer<typeof place>) => `time of ${city}: noon`, {
  name: "get_time",
  description: "The time of a city.",
  schema: place,
});

describe.each(Object.entries(models))("LangChain, %s", (_name, create) => {
  test("invoke: one answer with its usage", async () => {
    const { url } = await startSwitchyard();
    const answer = (await create(url).invoke([
      ["system", "Be brief."],
      ["human", "Say: good morning, world"],
    ])) as AIMessage;
    expect(answer.text).toBe("good morning, world");
    const usage = answer.usage_metadata as { input_tokens: number; output_tokens: number } | undefined;
    expect(usage?.input_tokens).toBeGreaterThan(0);
    expect(usage?.output_tokens).toBeGreaterThan(0);
  });

  test("stream: piece by piece, adding up to the whole", async () => {
    const { url } = await startSwitchyard();
    const pieces: string[] = [];
    for await (const chunk of await create(url).stream("Say: good morning, world")) {
      if (chunk.text !== "") pieces.push(chunk.text);
    }
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join("")).toBe("good morning, world");
  });

  test("bindTools: a loop with two calls at once, then the answer", async () => {
    const { url } = await startSwitchyard();
    const bound = create(url).bindTools?.([getWeather, getTime]);
    if (!bound) throw new Error("This model binds no tools.");
    const messages: BaseMessage[] = [
      new HumanMessage(
        'Call the tool get_weather with {"city":"Rome"} and call the tool get_time with {"city":"Oslo"}, please.',
      ),
    ];
    const first = (await bound.invoke(messages)) as AIMessage;
    const calls = first.tool_calls ?? [];
    expect(calls.map(({ name, args }) => [name, args])).toEqual([
      ["get_weather", { city: "Rome" }],
      ["get_time", { city: "Oslo" }],
    ]);
    messages.push(first);
    for (const call of calls) {
      const result: unknown = await (call.name === "get_time" ? getTime : getWeather).invoke(call);
      expect(result).toBeInstanceOf(ToolMessage);
      messages.push(result as ToolMessage);
    }
    const last = (await bound.invoke(messages)) as AIMessage;
    expect(last.text).toBe("The tool get_time answered: time of Oslo: noon");
    expect(last.tool_calls ?? []).toEqual([]);
  });

  test("withStructuredOutput: what the schema says", async () => {
    const { url } = await startSwitchyard();
    const schema = z.object({ mood: z.enum(["good", "bad"]), tags: z.array(z.string()) });
    const structured = create(url).withStructuredOutput(schema);
    expect(await structured.invoke("How are you?")).toEqual({ mood: "good", tags: [] });
  });

  test("a used-up plan is an error that says so", async () => {
    const accounts = plainAccounts.map((account) => ({ ...account, exhausted: true }));
    const { url } = await startSwitchyard({ accounts });
    await expect(create(url).invoke("hello")).rejects.toThrow(/limit/i);
  });
});

test("LangChain: embeddings are refused with the reason", async () => {
  const { url } = await startSwitchyard();
  const embeddings = new OpenAIEmbeddings({
    apiKey: "local",
    maxRetries: 0,
    configuration: configuration(url),
  });
  await expect(embeddings.embedQuery("text")).rejects.toThrow(/subscription has no embeddings/);
});
