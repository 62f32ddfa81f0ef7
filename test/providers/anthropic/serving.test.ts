/** Anthropic's API behind the gateway, on real sockets: what the clients of other protocols get from it. */
import { describe, expect, test } from "vitest";
import { hello, postJson } from "../../support/switchyard.ts";
import { cities, clients, jsonLines, model } from "./clients.ts";
import { startBehind } from "./started.ts";

const calls = cities.map((city) => ({ name: "get_weather", input: { city } }));
const chat = "/v1/chat/completions";
const older = "anthropic:claude-haiku-4-5";

test("every protocol: two calls at once, their results, and thoughts where the client gives them back", async () => {
  const { url, api, client } = await startBehind();
  for (const each of clients) {
    api.plan(
      { thinking: "Let me look at both.", text: "I look.", tools: calls },
      { text: "Both are sunny." },
    );
    const first = await postJson(url + each.path, each.first, each.headers);
    const asked = await first.text();
    expect(first.status, asked).toBe(200);
    const second = await postJson(url + each.path, each.second(asked), each.headers);
    const text = await second.text();
    expect(second.status, `${each.name} ${text}`).toBe(200);
    expect(text, each.name).toMatch(/sunny/);
    expect(text.match(each.end), each.name).toHaveLength(1);

    const [before, after] = api.turns().slice(-2);
    expect(after?.dropped, each.name).toEqual([]);
    const sent = after?.body["messages"] as { role: string; content: Record<string, unknown>[] }[];
    expect(sent.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
    const types = sent[1]?.content.map(({ type }) => type);
    const thoughts = each.keepsThoughts ? ["thinking"] : [];
    const said = each.keepsThoughts ? ["text"] : [];
    expect(
      types?.filter((type) => type !== "text" || said.length > 0),
      each.name,
    ).toEqual([...thoughts, ...said, "tool_use", "tool_use"]);
    expect(sent[1]?.content.filter(({ type }) => type === "tool_use").map(({ input }) => input)).toEqual(
      cities.map((city) => ({ city })),
    );
    expect(sent[2]?.content.map(({ type }) => type)).toEqual(["tool_result", "tool_result"]);
    expect(JSON.stringify(sent[2]), each.name).toMatch(/sunny in Oslo.*sunny in Rome/);
    // What was said first reads the same the second time, but for the marks: the cache and signatures hold.
    const unmarked = (body: unknown) => JSON.stringify(body).replaceAll(/,"cache_control":\{[^}]*\}/g, "");
    const [question] = (before?.body["messages"] ?? []) as unknown[];
    expect(unmarked(sent[0])).toBe(unmarked(question));
    expect(unmarked(after?.body["tools"])).toBe(unmarked(before?.body["tools"]));
    const [row] = await client.requests.recent({ limit: 1 });
    expect(row, each.name).toMatchObject({
      provider: "anthropic",
      outcome: "ok",
      modelServed: "claude-sonnet-5-5",
    });
    expect(row?.tokens?.cached, each.name).toBeGreaterThan(0);
  }
});

test.each([false, true])("usage adds up to the whole, stream: %s", async (stream) => {
  const { url, api } = await startBehind();
  const usage = {
    input_tokens: 7,
    cache_read_input_tokens: 100,
    cache_creation_input_tokens: 20,
    output_tokens: 9,
    output_tokens_details: { thinking_tokens: 4 },
  };
  api.plan({ text: "Hello there.", usage });
  const body = { ...hello, model, stream, stream_options: { include_usage: true } };
  const text = await (await postJson(url + chat, body)).text();
  const last = jsonLines(text).at(-1) as { usage: unknown };
  expect(last.usage).toMatchObject({
    prompt_tokens: 127,
    completion_tokens: 9,
    prompt_tokens_details: { cached_tokens: 100 },
    completion_tokens_details: { reasoning_tokens: 4 },
  });
});

test("pictures and PDFs arrive, whoever sends them", async () => {
  const { url, api } = await startBehind();
  const png = "iVBORw0KGgo=";
  const pdf = "JVBERi0xLjQ=";
  const content = [
    { type: "text", text: "Look." },
    { type: "image_url", image_url: { url: `data:image/png;base64,${png}` } },
    { type: "image_url", image_url: { url: "https://example.com/a.png" } },
    { type: "file", file: { filename: "a.pdf", file_data: `data:application/pdf;base64,${pdf}` } },
  ];
  const response = await postJson(url + chat, { model, messages: [{ role: "user", content }] });
  expect(response.status).toBe(200);
  const [message] = (api.turns()[0]?.body["messages"] ?? []) as { content: object[] }[];
  expect(message?.content).toMatchObject([
    { type: "text", text: "Look." },
    { type: "image", source: { type: "base64", media_type: "image/png", data: png } },
    { type: "image", source: { type: "url", url: "https://example.com/a.png" } },
    {
      type: "document",
      title: "a.pdf",
      source: { type: "base64", media_type: "application/pdf", data: pdf },
      cache_control: { type: "ephemeral" },
    },
  ]);
});

describe("structured output", () => {
  const schema = { type: "object", properties: { age: { type: "integer", minimum: 1 } }, required: ["age"] };
  const format = { type: "json_schema", json_schema: { name: "person", schema } };

  test("as the API has it", async () => {
    const { url, api } = await startBehind();
    api.plan({ text: '{"age":3}' });
    const response = await postJson(url + chat, { ...hello, model, response_format: format });
    expect(await response.text()).toContain('{\\"age\\":3}');
    expect(api.turns()[0]?.body["output_config"]).toMatchObject({
      format: {
        schema: { properties: { age: { description: "(minimum: 1)" } }, additionalProperties: false },
      },
    });
  });

  test("as a tool that must be called, where the endpoint has no such thing", async () => {
    const { url, api } = await startBehind({ entry: { quirks: { structured_outputs: false } } });
    api.plan({ tools: [{ name: "answer_in_json", input: { age: 3 } }] });
    const body = { ...hello, model, stream: true, response_format: format };
    const text = await (await postJson(url + chat, body)).text();
    const said = jsonLines(text).map((chunk) => (chunk as ChatChunk).choices[0]?.delta.content ?? "");
    expect(said.join("")).toBe('{"age":3}');
    expect(text).toContain('"finish_reason":"stop"');
    expect(text).not.toContain("tool_calls");
    expect(api.turns()[0]?.body["tool_choice"]).toEqual({ type: "tool", name: "answer_in_json" });
  });
});

interface ChatChunk {
  choices: { delta: { content?: string } }[];
}

test("a search that pauses is one answer, with its pages and citations", async () => {
  const { url, api, client } = await startBehind();
  const pages = [{ url: "https://example.com/a", title: "A page" }];
  const usage = { input_tokens: 10, output_tokens: 5 };
  api.plan({ search: { query: "news", pages }, pause: true, usage }, { text: "This is new.", usage });
  const body = { model, stream: true, input: "What is new?", tools: [{ type: "web_search" }] };
  const text = await (await postJson(`${url}/v1/responses`, body)).text();
  const last = jsonLines(text).at(-1) as { type: string; response: { output: object[]; usage: object } };
  expect(last.type).toBe("response.completed");
  expect(last.response.output).toMatchObject([
    { type: "web_search_call", status: "completed", action: { query: "news", sources: [pages[0]] } },
    { type: "message", content: [{ text: "This is new." }] },
  ]);
  expect(last.response.usage).toMatchObject({ input_tokens: 20, output_tokens: 10 });
  expect(text.match(/^event: response\.created$/gm)).toHaveLength(1);
  const [first, second] = api.turns();
  expect(first?.body["tools"]).toMatchObject([{ type: "web_search_20250305", name: "web_search" }]);
  const sent = second?.body["messages"] as { role: string; content: { type: string }[] }[];
  expect(sent.at(-1)?.content.map(({ type }) => type)).toEqual(["server_tool_use", "web_search_tool_result"]);

  api.plan({ search: { query: "news", pages }, text: "As they say." });
  const cited = await (await postJson(`${url}/v1/responses`, { ...body, stream: false })).text();
  expect(cited).toContain('"type":"url_citation","url":"https://example.com/a","title":"A page"');
  expect(await client.requests.recent({ limit: 1 })).toMatchObject([{ outcome: "ok" }]);
});

test("settings reach the model that takes them, and stop is cut here too", async () => {
  const { url, api } = await startBehind();
  api.plan({ text: "one two END three" }, { text: "x" }, { text: "y" });
  const settings = { temperature: 0.3, max_tokens: 900, stop: ["END"], seed: 1 };
  const response = await postJson(url + chat, { ...hello, model: older, ...settings });
  expect(await response.text()).toContain('"content":"one two "');
  expect(response.headers.get("x-switchyard-dropped")).toBe("seed");
  expect(api.turns()[0]?.body).toMatchObject({ temperature: 0.3, max_tokens: 900, stop_sequences: ["END"] });
  // A budget of thoughts stays below the limit, and there is one only where an effort is asked for.
  await postJson(url + chat, { ...hello, model: older, reasoning_effort: "high", max_tokens: 5000 });
  expect(api.turns()[1]?.body).toMatchObject({
    max_tokens: 5000,
    thinking: { type: "enabled", budget_tokens: 4999 },
  });
  const newest = await postJson(url + chat, { ...hello, model: `${model}:high`, temperature: 0.3 });
  expect(newest.headers.get("x-switchyard-dropped")).toBe("temperature");
  expect(api.turns()[2]?.body).toMatchObject({
    max_tokens: 128_000,
    thinking: { type: "adaptive", block_binding: { prefix_mismatch_behavior: "drop_block" } },
  });
  expect(api.turns()[2]?.body).not.toHaveProperty("temperature");
});

test("a refusal is told as one, and a limit as one", async () => {
  const { url, api } = await startBehind();
  const stopDetails = { type: "refusal", explanation: "This cannot be answered." };
  api.plan({ text: "", stopReason: "refusal", stopDetails }, { text: "Half a", stopReason: "max_tokens" });
  const refused = await (await postJson(url + chat, { ...hello, model })).text();
  expect(refused).toContain("This cannot be answered.");
  expect(refused).toContain('"finish_reason":"content_filter"');
  expect(await (await postJson(url + chat, { ...hello, model })).text()).toContain(
    '"finish_reason":"length"',
  );
});

test("thoughts of another conversation or another key are left out, and the answer comes", async () => {
  const { url, api } = await startBehind({ keys: { one: "sk-ant-api03-good", two: "sk-ant-api03-good" } });
  api.plan({ thinking: "Hm.", tools: [calls[0] as (typeof calls)[0]] });
  const responses = clients[1] as (typeof clients)[0];
  const asked = await (await postJson(url + responses.path, responses.first)).text();
  const second = responses.second(asked) as { input: unknown[] };
  const changed = { ...second, instructions: "Be brief.", input: second.input };
  expect((await postJson(url + responses.path, changed)).status).toBe(200);
  expect(api.turns().at(-1)?.dropped).toEqual(["messages.1.content.0"]);
});
