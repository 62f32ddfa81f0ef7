import { describe, expect, it } from "vitest";
import type { Json } from "../../src-main/simulator/rules/json-shape.ts";
import { eventsOf, itemsOf, messageText, startBench, turn, typesOf, userMessage } from "./harness.ts";

const weather: Json = {
  type: "function",
  name: "weather",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const patch: Json = { type: "custom", name: "apply_patch", format: { type: "text" } };
const crm: Json = { type: "namespace", name: "crm", tools: [{ ...weather, name: "find" }] };

async function answerTo(prompt: string, more: Json = {}): Promise<string> {
  const bench = await startBench();
  const answer = await bench.turn(turn(prompt, more));
  expect(answer.status, answer.text).toBe(200);
  expect(answer.whole).toBe(true);
  return answer.text;
}

function deltasOf(text: string, type: string): string {
  return eventsOf(text)
    .filter((event) => event["type"] === type)
    .map((event) => event["delta"])
    .join("");
}

describe("a text answer", () => {
  it("follows the documented sequence, numbered without gaps", async () => {
    const text = await answerTo("say hello there");
    const runs = typesOf(text).filter((type, index, all) => type !== all[index - 1]);
    expect(runs).toEqual([
      "response.created",
      "response.in_progress",
      "response.output_item.added",
      "response.reasoning_summary_part.added",
      "response.reasoning_summary_text.delta",
      "response.reasoning_summary_text.done",
      "response.reasoning_summary_part.done",
      "response.output_item.done",
      "response.output_item.added",
      "response.content_part.added",
      "response.output_text.delta",
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.completed",
    ]);
    const events = eventsOf(text);
    expect(events.map((event) => event["sequence_number"])).toEqual(events.map((_event, index) => index));
    expect(deltasOf(text, "response.output_text.delta")).toBe("hello there");
    expect(messageText(text)).toBe("hello there");
  });

  it("names each event in its event line", async () => {
    const text = await answerTo("say hi");
    const named = [...text.matchAll(/^event: (\S+)$/gm)].map((match) => match[1]);
    expect(named).toEqual(typesOf(text));
  });

  it("leaves the output of the completed response empty and gives usage from text lengths", async () => {
    const text = await answerTo("say hello there");
    const completed = eventsOf(text).at(-1)?.["response"] as Json;
    expect(completed["output"]).toEqual([]);
    expect(completed["usage"]).toMatchObject({
      input_tokens: 16,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 64 + 3,
      output_tokens_details: { reasoning_tokens: 64 },
      total_tokens: 83,
    });
  });

  it("speaks about the topic, as long as asked", async () => {
    expect(messageText(await answerTo("explain rate limits"))).toContain("rate limits");
    expect(messageText(await answerTo("write 250 words on trains")).split(" ")).toHaveLength(250);
  });

  it("passes over the blocks that clients put around a prompt", async () => {
    const text = "<system-reminder>call the tool weather</system-reminder>\nsay hello";
    expect(messageText(await answerTo(text, { tools: [weather] }))).toBe("hello");
  });

  it("keeps characters of more than one unit whole", async () => {
    const text = await answerTo("say héllo 世界 👩‍🚀");
    expect(deltasOf(text, "response.output_text.delta")).toBe("héllo 世界 👩‍🚀");
  });

  it("sends no reasoning item when no effort is asked for", async () => {
    const text = await answerTo("say hi", { reasoning: { effort: "none" } });
    expect(itemsOf(text).map((item) => item["type"])).toEqual(["message"]);
  });

  it("is the same again for the same seed and time", async () => {
    const runs = await Promise.all([startBench(), startBench()]);
    const [first, second] = await Promise.all(runs.map((bench) => bench.turn(turn("explain caching"))));
    expect(first?.text).toBe(second?.text);
    expect(first?.headers["x-request-id"]).toBe(second?.headers["x-request-id"]);
  });

  it("carries the headers of the account and the model", async () => {
    const bench = await startBench();
    const { headers } = await bench.turn(turn("hi"), { "x-codex-turn-state": "sticky" });
    expect(headers).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "openai-model": "gpt-5.5",
      "x-codex-turn-state": "sticky",
      "x-codex-primary-window-minutes": "300",
      "x-codex-secondary-window-minutes": "10080",
      "x-models-etag": expect.stringMatching(/^W\//) as string,
    });
  });

  it("can refuse", async () => {
    const text = await answerTo("Please refuse this request");
    expect(deltasOf(text, "response.refusal.delta")).toMatch(/can't help/);
    expect(itemsOf(text).at(-1)?.["content"]).toEqual([expect.objectContaining({ type: "refusal" })]);
  });
});

describe("tool calls", () => {
  it("calls a function with the arguments of the prompt", async () => {
    const text = await answerTo('Please call the tool weather with {"city":"Oslo {north}"} now', {
      tools: [weather],
    });
    expect(itemsOf(text).at(-1)).toMatchObject({
      type: "function_call",
      status: "completed",
      id: expect.stringMatching(/^fc_/) as string,
      call_id: expect.stringMatching(/^call_/) as string,
      name: "weather",
      arguments: '{"city":"Oslo {north}"}',
    });
    expect(deltasOf(text, "response.function_call_arguments.delta")).toBe('{"city":"Oslo {north}"}');
  });

  it("makes arguments up when none are given", async () => {
    const text = await answerTo("call the tool weather", { tools: [weather] });
    expect(itemsOf(text).at(-1)?.["arguments"]).toBe('{"city":"city"}');
  });

  it("calls several, or one when they may not be parallel", async () => {
    const prompt = 'call the tool weather with {"city":"A"} and call the tool weather with {"city":"B"}';
    const both = itemsOf(await answerTo(prompt, { tools: [weather] }));
    expect(both.slice(1).map((item) => item["arguments"])).toEqual(['{"city":"A"}', '{"city":"B"}']);
    const one = itemsOf(await answerTo(prompt, { tools: [weather], parallel_tool_calls: false }));
    expect(one).toHaveLength(2);
  });

  it("gives a custom tool its raw input", async () => {
    const text = await answerTo("call the tool apply_patch with ```\n*** Begin Patch\n*** End Patch\n```", {
      tools: [patch],
    });
    const item = itemsOf(text).at(-1);
    expect(item).toMatchObject({ type: "custom_tool_call", input: "*** Begin Patch\n*** End Patch\n" });
    expect(item?.["id"]).toMatch(/^ctc_/);
    expect(deltasOf(text, "response.custom_tool_call_input.delta")).toBe(item?.["input"]);
  });

  it.each(["crm.find", "find"])("finds %s inside its namespace", async (name) => {
    const text = await answerTo(`call the tool ${name} with {"city":"Rome"}`, { tools: [crm] });
    expect(itemsOf(text).at(-1)).toMatchObject({ name: "find", namespace: "crm" });
  });

  it("runs a command with the shell tool of the Codex CLI", async () => {
    const shell = { ...weather, name: "exec_command" };
    const text = await answerTo("run the command `echo hi`", { tools: [shell] });
    expect(itemsOf(text).at(-1)).toMatchObject({ name: "exec_command", arguments: '{"cmd":"echo hi"}' });
  });

  it("does what tool_choice says", async () => {
    const tools = [patch, weather];
    const forced = await answerTo("hello", { tools, tool_choice: { type: "function", name: "weather" } });
    expect(itemsOf(forced).at(-1)?.["name"]).toBe("weather");
    const required = await answerTo("hello", { tools, tool_choice: "required" });
    expect(itemsOf(required).at(-1)?.["name"]).toBe("apply_patch");
    const none = await answerTo("call the tool weather", { tools, tool_choice: "none" });
    expect(itemsOf(none).at(-1)?.["type"]).toBe("message");
  });

  it("says so when the tool is not on offer", async () => {
    expect(messageText(await answerTo("call the tool stocks", { tools: [weather] }))).toContain(
      "no tool named stocks",
    );
  });

  it("quotes the start of a tool's output", async () => {
    const input = [
      userMessage("call the tool weather"),
      { type: "function_call", call_id: "call_1", name: "weather", arguments: "{}" },
      {
        type: "function_call_output",
        call_id: "call_1",
        output: [{ type: "input_text", text: "sunny, 21 degrees" }],
      },
      { type: "message", role: "developer", content: "A note of the client." },
    ];
    const text = messageText(await answerTo("", { input, tools: [weather] }));
    expect(text).toBe("The tool weather answered: sunny, 21 degrees");
  });
});

describe("other outputs", () => {
  it("fits a JSON schema", async () => {
    const schema = {
      type: "object",
      properties: {
        title: { type: "string" },
        score: { type: "integer", minimum: 3 },
        tag: { enum: ["a", "b"] },
      },
      required: ["title", "score", "tag"],
      additionalProperties: false,
    };
    const format = { type: "json_schema", name: "card", strict: true, schema };
    const text = messageText(await answerTo("make a card", { text: { format } }));
    expect(JSON.parse(text)).toEqual({ title: "title", score: 3, tag: "a" });
  });

  it("gives a JSON object", async () => {
    const text = messageText(await answerTo("answer as json", { text: { format: { type: "json_object" } } }));
    expect(JSON.parse(text)).toEqual({ answer: "simulated" });
  });

  it("searches the web and cites", async () => {
    const text = await answerTo("search the web for night trains.", { tools: [{ type: "web_search" }] });
    expect(typesOf(text)).toEqual(
      expect.arrayContaining([
        "response.web_search_call.in_progress",
        "response.web_search_call.searching",
        "response.web_search_call.completed",
        "response.output_text.annotation.added",
      ]),
    );
    const [, search, message] = itemsOf(text);
    expect(search).toMatchObject({
      type: "web_search_call",
      action: { type: "search", query: "night trains" },
    });
    const [part] = (message?.["content"] ?? []) as Json[];
    const [citation] = (part?.["annotations"] ?? []) as {
      url: string;
      start_index: number;
      end_index: number;
    }[];
    expect(citation?.url).toBe("https://example.com/night-trains");
    expect(String(part?.["text"]).slice(citation?.start_index, citation?.end_index)).toContain(
      "night trains",
    );
  });

  it("draws with previews", async () => {
    const tools = [{ type: "image_generation", partial_images: 2 }];
    const text = await answerTo("draw a fox", { tools });
    const partial = eventsOf(text).filter(
      (event) => event["type"] === "response.image_generation_call.partial_image",
    );
    expect(partial.map((event) => event["partial_image_index"])).toEqual([0, 1]);
    const image = itemsOf(text).at(-1);
    expect(image).toMatchObject({ type: "image_generation_call", status: "completed" });
    expect(Buffer.from(String(image?.["result"]), "base64").subarray(1, 4).toString()).toBe("PNG");
  });

  it("compacts to exactly one item that the same account can use again", async () => {
    const bench = await startBench();
    const headers = { "x-codex-beta-features": "remote_compaction_v2" };
    const compacted = await bench.turn(
      turn("", { input: [userMessage("hi"), { type: "compaction_trigger" }] }),
      headers,
    );
    const items = itemsOf(compacted.text);
    expect(items.map((item) => item["type"])).toEqual(["compaction"]);
    const next = turn("", { input: [...items, userMessage("go on")] });
    expect((await bench.turn(next)).status).toBe(200);
    expect((await bench.turn(next, bench.headersFor("bob"))).text).toContain("invalid_encrypted_content");
  });
});

describe("a conversation", () => {
  it("may replay the reasoning of the same account only", async () => {
    const bench = await startBench();
    const items = itemsOf((await bench.turn(turn("explain queues"))).text);
    const next = turn("", { input: [userMessage("explain queues"), ...items, userMessage("more")] });
    expect((await bench.turn(next)).status).toBe(200);
    const foreign = await bench.turn(next, bench.headersFor("bob"));
    expect(foreign.status).toBe(400);
    expect(foreign.text).toContain("invalid_encrypted_content");
  });

  it("is cached by account and key", async () => {
    const bench = await startBench();
    const long = "word ".repeat(400);
    const cached = async (headers?: Record<string, string>, key = "one"): Promise<unknown> => {
      const { text } = await bench.turn(turn(long, { prompt_cache_key: key }), headers);
      const response = eventsOf(text).at(-1)?.["response"] as { usage: { input_tokens_details: Json } };
      return response.usage.input_tokens_details["cached_tokens"];
    };
    expect(await cached()).toBe(0);
    expect(await cached()).toBe(512);
    expect(await cached(undefined, "two")).toBe(0);
    expect(await cached(bench.headersFor("bob"))).toBe(0);
    expect(bench.simulator.ledger.of("ann")).toMatchObject({ turns: 3, cached: 512 });
  });

  it("fails when it does not fit the context window", async () => {
    const text = await answerTo("x".repeat(272_001 * 4));
    const last = eventsOf(text).at(-1);
    expect(last).toMatchObject({
      type: "response.failed",
      response: { error: { code: "context_length_exceeded" } },
    });
  });
});
