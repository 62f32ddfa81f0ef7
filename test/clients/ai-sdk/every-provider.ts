import { APICallError, generateText, isStepCount, Output, streamText, tool } from "ai";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { plainAccounts, startSwitchyard } from "../../support/switchyard.ts";
import { providers } from "./providers.ts";

const say = "Say: good morning, world";
const place = z.object({ city: z.string() });
const twoCalls =
  'Call the tool get_weather with {"city":"Rome"} and call the tool get_time with {"city":"Oslo"}, please.';

/** Two tools and what they were called with. */
function tools() {
  const asked: string[] = [];
  const make = (name: string) =>
    tool({
      description: `${name} of a city`,
      inputSchema: place,
      execute: ({ city }) => {
        asked.push(`${name} ${city}`);
        return `${name}: ${city} is fine`;
      },
    });
  return { asked, tools: { get_weather: make("get_weather"), get_time: make("get_time") } };
}

describe.each(Object.entries(providers))("AI SDK, %s", (_name, { model, thinking }) => {
  test("one answer with its usage", async () => {
    const { url, client } = await startSwitchyard();
    const answer = await generateText({ model: model(url), prompt: say, maxRetries: 0 });
    expect(answer.text).toBe("good morning, world");
    expect(answer.finishReason).toBe("stop");
    expect(answer.usage.inputTokens).toBeGreaterThan(0);
    expect(answer.usage.outputTokens).toBeGreaterThan(0);
    const [row] = await client.requests.recent({ limit: 1 });
    expect(row?.client).toEqual({ name: "Vercel AI SDK", version: "7.0.173" });
  });

  test("a stream read piece by piece, with thoughts", async () => {
    const { url } = await startSwitchyard();
    const stream = streamText({
      model: model(url),
      prompt: say,
      maxRetries: 0,
      providerOptions: thinking,
    });
    const pieces: string[] = [];
    let thoughts = "";
    const errors: unknown[] = [];
    for await (const part of stream.fullStream) {
      if (part.type === "text-delta") pieces.push(part.text);
      if (part.type === "reasoning-delta") thoughts += part.text;
      if (part.type === "error") errors.push(part.error);
    }
    expect(errors).toEqual([]);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join("")).toBe("good morning, world");
    // The SDK's own chat model of OpenAI knows no thoughts.
    if (_name !== "openai, chat") expect(thoughts).toContain("Considering the request");
    expect(await stream.finishReason).toBe("stop");
    expect((await stream.totalUsage).totalTokens).toBeGreaterThan(0);
  });

  for (const streamed of [false, true]) {
    test(`tools over several steps with thoughts${streamed ? ", streamed" : ""}`, async () => {
      const { url, simulator } = await startSwitchyard();
      const { asked, tools: offered } = tools();
      const weather = {
        kind: "function" as const,
        name: "get_weather",
        namespace: null,
        payload: '{"city":"Bern"}',
      };
      simulator.script.next({ calls: [weather], when: (request) => outputs(request.body) === 2 });
      const request = {
        model: model(url),
        prompt: twoCalls,
        tools: offered,
        stopWhen: isStepCount(5),
        maxRetries: 0,
        providerOptions: thinking,
      };
      const result = streamed ? streamText(request) : await generateText(request);
      const steps = await result.steps;
      expect(await result.text).toBe("The tool get_weather answered: get_weather: Bern is fine");
      expect(asked.slice(0, 2).toSorted()).toEqual(["get_time Oslo", "get_weather Rome"]);
      expect(asked[2]).toBe("get_weather Bern");
      expect(steps.map(({ finishReason }) => finishReason)).toEqual(["tool-calls", "tool-calls", "stop"]);
      const [one, , three] = simulator.requests.turns();
      expect(outputs(three)).toBe(3);
      // All steps of the conversation asked for the same warm cache.
      expect(three?.["prompt_cache_key"]).toBe(one?.["prompt_cache_key"]);
    });
  }

  test("structured output is what the schema says, whole and streamed", async () => {
    const { url } = await startSwitchyard();
    const schema = z.object({ mood: z.enum(["good", "bad"]), tags: z.array(z.string()) });
    const request = {
      model: model(url),
      prompt: "How are you?",
      output: Output.object({ schema }),
      maxRetries: 0,
    };
    expect((await generateText(request)).output).toEqual({ mood: "good", tags: [] });
    expect(await streamText(request).output).toEqual({ mood: "good", tags: [] });
  });

  test("an image and a PDF are seen", async () => {
    const { url, simulator } = await startSwitchyard();
    const answer = await generateText({
      model: model(url),
      maxRetries: 0,
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "What is in this image?" },
            { type: "file", data: pngPixel, mediaType: "image/png" },
            { type: "file", data: pdf, mediaType: "application/pdf", filename: "a.pdf" },
          ],
        },
      ],
    });
    expect(answer.text).toContain("I can see 1 image.");
    const sent = JSON.stringify(simulator.requests.turns().at(-1));
    expect(sent).toContain('"type":"input_image"');
    expect(sent).toContain(`data:application/pdf;base64,${pdf.toString("base64")}`);
  });

  test("a used-up plan is an error that says so, and that trying again is no use for long", async () => {
    const accounts = plainAccounts.map((account) => ({ ...account, exhausted: true }));
    const { url } = await startSwitchyard({ accounts });
    const failed: unknown = await generateText({ model: model(url), prompt: say, maxRetries: 0 }).catch(
      (error: unknown) => error,
    );
    expect(APICallError.isInstance(failed)).toBe(true);
    const { statusCode, message, responseHeaders } = failed as APICallError;
    expect(statusCode).toBe(429);
    expect(message).toMatch(/limit/i);
    expect(Number(responseHeaders?.["retry-after"])).toBeGreaterThan(60);
  });

  test("a stream that breaks off upstream never looks complete", async () => {
    const { url, simulator } = await startSwitchyard();
    simulator.script.next({ text: "one two three four", eventDelayMs: 0, cutAfterEvents: 8 });
    const errors: unknown[] = [];
    const stream = streamText({
      model: model(url),
      prompt: say,
      maxRetries: 0,
      onError: ({ error }) => void errors.push(error),
    });
    const finishes: string[] = [];
    for await (const part of stream.fullStream) if (part.type === "finish") finishes.push(part.finishReason);
    expect(errors).toHaveLength(1);
    expect(finishes).not.toContain("stop");
  });
});

const pngPixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);
const pdf = Buffer.from("%PDF-1.4 not looked at");

function outputs(body: unknown): number {
  const { input } = (body ?? {}) as { input?: { type: string }[] };
  return (input ?? []).filter(({ type }) => type === "function_call_output").length;
}
