import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { createGate } from "../../src-main/simulator/answers/gate.ts";
import type { PlannedCall } from "../../src-main/simulator/rules/tool-requests.ts";
import { eventsOf, hello, postJson, startSwitchyard } from "../support/switchyard.ts";

function call(name: string, payload: string): PlannedCall {
  return { kind: "function", name, namespace: null, payload };
}

interface Chunk {
  model: string;
  choices: { delta: { content?: string; [field: string]: unknown }; finish_reason: string | null }[];
  usage?: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
  error?: { message: string; code: string };
}

test("answers a chat completion with the model the client named, and its usage", async () => {
  const { url, simulator } = await startSwitchyard();
  simulator.script.next({ text: "Hello to you." });
  const response = await postJson(`${url}/v1/chat/completions`, { ...hello, model: "openai/gpt-5.5-high" });
  expect(response.status).toBe(200);
  expect(response.headers.get("x-request-id")).toMatch(/^req_/);
  const body = (await response.json()) as Record<string, never>;
  expect(body).toMatchObject({
    object: "chat.completion",
    model: "openai/gpt-5.5-high",
    choices: [
      { message: { role: "assistant", content: "Hello to you.", refusal: null }, finish_reason: "stop" },
    ],
  });
  expect(simulator.requests.turns().at(-1)).toMatchObject({
    model: "gpt-5.5",
    store: false,
    stream: true,
    reasoning: { effort: "high" },
  });
});

test("streams chunks that add up to the whole answer, then usage, then one [DONE]", async () => {
  const { url, simulator } = await startSwitchyard();
  simulator.script.next({ text: "One two three four." });
  const response = await postJson(`${url}/v1/chat/completions`, {
    ...hello,
    stream: true,
    stream_options: { include_usage: true },
  });
  expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
  const events = eventsOf(await response.text());
  expect(events.at(-1)).toBe("[DONE]");
  expect(events.filter((event) => event === "[DONE]")).toHaveLength(1);
  const chunks = events.slice(0, -1) as Chunk[];
  expect(chunks[0]?.choices[0]?.delta).toEqual({ role: "assistant", content: "" });
  expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("")).toBe("One two three four.");
  expect(chunks.filter((chunk) => chunk.choices[0]?.finish_reason)).toHaveLength(1);
  const usage = chunks.at(-1)?.usage;
  expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
});

test("events reach the client at once, while the backend is still writing", async () => {
  const { url, simulator } = await startSwitchyard();
  const gate = createGate();
  simulator.script.next({ text: "first second", gate: { afterEvents: 6, gate } });
  const response = await postJson(`${url}/v1/chat/completions`, { ...hello, stream: true });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let seen = "";
  while (!seen.includes('"role":"assistant"')) seen += (await reader?.read())?.value ?? "";
  expect(seen).not.toContain("[DONE]");
  gate.open();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) seen += part.value;
  expect(seen.trimEnd().endsWith("data: [DONE]")).toBe(true);
});

test("parallel tool calls come with their own indexes, names and whole arguments, in pieces or at once", async () => {
  const { url, simulator } = await startSwitchyard();
  const longName = `mcp__server__${"very_".repeat(15)}long.tool/name`;
  const tools = ["weather", longName].map((name) => ({
    type: "function",
    function: { name, parameters: { type: "object", properties: { city: { type: "string" } } } },
  }));
  const wireNames = () =>
    (simulator.requests.turns().at(-1) as unknown as { tools: { name: string }[] }).tools.map(
      ({ name }) => name,
    );
  for (const interleaved of [false, true]) {
    simulator.script.next({
      interleaved,
      calls: [call("weather", '{"city":"Rome"}'), call("other", '{"city":"Oslo"}')],
    });
    const streamed = await postJson(`${url}/v1/chat/completions`, { ...hello, tools, stream: true });
    const chunks = eventsOf(await streamed.text()).filter((event) => event !== "[DONE]") as Chunk[];
    const calls: Record<number, { name: string; arguments: string }> = {};
    for (const { choices } of chunks) {
      for (const call of (choices[0]?.delta["tool_calls"] ?? []) as {
        index: number;
        function: { name?: string; arguments: string };
      }[]) {
        const made = (calls[call.index] ??= { name: "", arguments: "" });
        made.name += call.function.name ?? "";
        made.arguments += call.function.arguments;
      }
    }
    expect(Object.keys(calls)).toEqual(["0", "1"]);
    expect(calls[0]).toEqual({ name: "weather", arguments: '{"city":"Rome"}' });
    expect(calls[1]?.arguments).toBe('{"city":"Oslo"}');
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe("tool_calls");
  }
  for (const name of wireNames()) expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);

  const mapped = wireNames()[1] ?? "";
  simulator.script.next({ calls: [call(mapped, "{}")] });
  const whole = await postJson(`${url}/v1/chat/completions`, { ...hello, tools });
  const body = (await whole.json()) as {
    choices: { message: { tool_calls: { function: { name: string } }[] } }[];
  };
  expect(body.choices[0]?.message.tool_calls[0]?.function.name).toBe(longName);
});

test("a tool loop goes round: call, output, final answer", async () => {
  const { url } = await startSwitchyard();
  const tools = [
    { type: "function", function: { name: "add", parameters: { type: "object", properties: {} } } },
  ];
  const question = { role: "user", content: 'call the tool add with {"a":1,"b":2}' };
  const first = (await (
    await postJson(`${url}/v1/chat/completions`, { model: "gpt-5.5", messages: [question], tools })
  ).json()) as { choices: { message: { tool_calls: { id: string }[] } }[] };
  const message = first.choices[0]?.message;
  const id = message?.tool_calls[0]?.id;
  const second = await postJson(`${url}/v1/chat/completions`, {
    model: "gpt-5.5",
    tools,
    messages: [question, message, { role: "tool", tool_call_id: id, content: "the sum is 3" }],
  });
  const body = (await second.json()) as {
    choices: { message: { content: string }; finish_reason: string }[];
  };
  expect(body.choices[0]?.finish_reason).toBe("stop");
  expect(body.choices[0]?.message.content).toContain("the sum is 3");
});

test("a conversation keeps its cache key from the first request on, with and without instructions", async () => {
  const { url, simulator } = await startSwitchyard();
  const question = { role: "user", content: "hello" };
  const more = [
    { role: "assistant", content: "hello to you" },
    { role: "user", content: "go on" },
  ];
  for (const start of [[question], [{ role: "system", content: "Be kind." }, question]]) {
    simulator.requests.clear();
    for (const messages of [start, [...start, ...more]]) {
      await (await postJson(`${url}/v1/chat/completions`, { model: "gpt-5.5", messages })).text();
    }
    const [first, second] = simulator.requests.turns().map((turn) => turn["prompt_cache_key"]);
    expect(first).toBe(second);
  }
});

test("structured output and images in are taken", async () => {
  const { url, simulator } = await startSwitchyard();
  const schema = { type: "object", properties: { name: { type: "string" } }, required: ["name"] };
  const image = { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } };
  const response = await postJson(`${url}/v1/chat/completions`, {
    model: "gpt-5.5",
    messages: [{ role: "user", content: [{ type: "text", text: "who?" }, image] }],
    response_format: { type: "json_schema", json_schema: { name: "person", schema } },
  });
  const body = (await response.json()) as { choices: { message: { content: string } }[] };
  expect(JSON.parse(body.choices[0]?.message.content ?? "")).toHaveProperty("name");
  const sent = simulator.requests.turns().at(-1) as unknown as { input: { content: unknown[] }[] };
  expect(sent.input[0]?.content[1]).toEqual({ type: "input_image", image_url: image.image_url.url });

  const object = await postJson(`${url}/v1/chat/completions`, {
    ...hello,
    response_format: { type: "json_object" },
  });
  expect(object.status).toBe(200);
});

test("stop strings cut the text locally, also across pieces", async () => {
  const { url, simulator } = await startSwitchyard();
  for (const stream of [false, true]) {
    simulator.script.next({ text: "alpha beta gamma delta" });
    const response = await postJson(`${url}/v1/chat/completions`, { ...hello, stream, stop: ["ta ga"] });
    const text = await response.text();
    const content = stream
      ? (eventsOf(text).slice(0, -1) as Chunk[])
          .map((chunk) => chunk.choices[0]?.delta.content ?? "")
          .join("")
      : (JSON.parse(text) as { choices: { message: { content: string } }[] }).choices[0]?.message.content;
    expect(content).toBe("alpha be");
  }
});

test("fields the backend refuses are left out, and named in the answer and the log", async () => {
  const { url, client } = await startSwitchyard();
  const response = await postJson(`${url}/v1/chat/completions`, {
    ...hello,
    temperature: 0.2,
    max_tokens: 100,
    seed: 7,
    user: "me",
    metadata: { a: "b" },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get("x-switchyard-dropped")?.split(", ").toSorted()).toEqual([
    "max_tokens",
    "metadata",
    "seed",
    "temperature",
  ]);
  const [row] = await client.requests.recent({ limit: 1 });
  expect(row).toMatchObject({
    outcome: "ok",
    status: 200,
    endpoint: "/v1/chat/completions",
    model: "gpt-5.5",
  });
  expect(row?.tokens?.output).toBeGreaterThan(0);
  expect(row?.timing.total).not.toBeNull();
});

test("a client that goes away ends the backend's work too", async () => {
  const { url, simulator, client } = await startSwitchyard();
  const gate = createGate();
  simulator.script.next({ text: "never finished", gate: { afterEvents: 5, gate } });
  const leaving = new AbortController();
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    body: JSON.stringify({ ...hello, stream: true }),
    signal: leaving.signal,
  });
  await response.body?.getReader().read();
  leaving.abort();
  expect(await simulator.requests.to("/backend-api/codex/responses").at(-1)?.closed).toBe("cut");
  await expect.poll(async () => (await client.requests.recent({ limit: 1 }))[0]?.outcome).toBe("cancelled");
  expect((await client.gateway.status()).activeRequests).toBe(0);
  gate.open();
});

test("a client that reads slowly holds the stream back instead of filling memory", async () => {
  const { url, simulator } = await startSwitchyard();
  const word = "x".repeat(1000);
  const delta = `data: {"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"delta":"${word}"}\n\n`;
  const done = `data: {"type":"response.completed","response":{"id":"resp_1"}}\n\n`;
  simulator.script.next({ rawSse: delta.repeat(20_000) + done });
  const response = await postJson(`${url}/v1/chat/completions`, { ...hello, stream: true });
  const reader = response.body?.getReader();
  await reader?.read();
  const before = process.memoryUsage().arrayBuffers;
  await delay(300);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30_000_000);
  let size = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read())
    size += part.value.length;
  expect(size).toBeGreaterThan(20_000 * 1000);
});

test("several choices are several turns, told as one answer with one end", async () => {
  const { url, simulator, client } = await startSwitchyard();
  const whole = (await (await postJson(`${url}/v1/chat/completions`, { ...hello, n: 3 })).json()) as {
    choices: { index: number; message: { content: string } }[];
    usage: { completion_tokens: number };
  };
  expect(whole.choices.map(({ index }) => index)).toEqual([0, 1, 2]);
  expect(simulator.requests.turns()).toHaveLength(3);
  expect((await client.requests.recent({ limit: 1 }))[0]?.tokens?.output).toBe(whole.usage.completion_tokens);

  const body = { ...hello, n: 2, stream: true, stream_options: { include_usage: true } };
  const events = eventsOf(await (await postJson(`${url}/v1/chat/completions`, body)).text());
  expect(events.filter((event) => event === "[DONE]")).toHaveLength(1);
  const choices = (
    events.slice(0, -1) as { choices: { index: number; finish_reason: string | null }[] }[]
  ).flatMap((chunk) => chunk.choices);
  expect(
    choices
      .filter((choice) => choice.finish_reason)
      .map(({ index }) => index)
      .toSorted((a, b) => a - b),
  ).toEqual([0, 1]);

  simulator.script.next({ text: "one two three four five six", cutAfterEvents: 12 });
  const cut = eventsOf(await (await postJson(`${url}/v1/chat/completions`, body)).text()) as {
    error?: unknown;
  }[];
  expect(cut.at(-1)?.error).toBeDefined();
  expect(cut).not.toContain("[DONE]");
});
