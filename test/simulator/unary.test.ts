import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Json } from "../../src-main/simulator/rules/json-shape.ts";
import { jsonOf, send, startBench, userMessage, type Bench, type Exchange } from "./harness.ts";

function post(bench: Bench, path: string, body: unknown): Promise<Exchange> {
  const account = bench.simulator.accounts[0]?.id ?? "";
  return send(bench.simulator.codexBaseUrl + path, {
    method: "POST",
    headers: bench.headersFor(account),
    body: JSON.stringify(body),
  });
}

const drawing = {
  prompt: "a red fox",
  background: "opaque",
  model: "gpt-image-2",
  quality: "auto",
  size: "auto",
};

describe("images", () => {
  it("are real PNGs", async () => {
    const bench = await startBench();
    const answer = jsonOf(await post(bench, "/codex/images/generations", { ...drawing, n: 2 }));
    expect(answer).toMatchObject({ output_format: "png", quality: "medium", size: "1024x1024" });
    const images = answer["data"] as { b64_json: string }[];
    expect(images).toHaveLength(2);
    const bytes = Buffer.from(images[0]?.b64_json ?? "", "base64");
    expect(bytes.subarray(0, 8)).toEqual(Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]));
    const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
    const length = bytes.readUInt32BE(33);
    expect(bytes.subarray(37, 41).toString()).toBe("IDAT");
    expect(inflateSync(bytes.subarray(41, 41 + length))).toHaveLength(height * (width * 3 + 1));
  });

  it("are edited from JSON with data URLs", async () => {
    const bench = await startBench();
    const images = [{ image_url: "data:image/png;base64,iVBORw0KGgo=" }];
    expect((await post(bench, "/codex/images/edits", { ...drawing, images })).status).toBe(200);
    expect((await post(bench, "/codex/images/edits", drawing)).status).toBe(400);
  });

  it.each<[string, Json]>([
    ["no prompt", { model: "gpt-image-2" }],
    ["an unknown model", { ...drawing, model: "dall-e-3" }],
    ["too many pixels", { ...drawing, size: "2048x2048" }],
    ["an unknown field", { ...drawing, response_format: "url" }],
  ])("are refused with %s", async (_name, body) => {
    const bench = await startBench();
    expect((await post(bench, "/codex/images/generations", body)).status).toBe(400);
  });

  it("are not for the free plan", async () => {
    const bench = await startBench({ accounts: [{ id: "fay", plan: "free" }] });
    expect((await post(bench, "/codex/images/generations", drawing)).status).toBe(403);
  });
});

describe("plain JSON endpoints", () => {
  it("compaction by a call of its own is gone", async () => {
    const bench = await startBench();
    const body = { model: "gpt-5.5", instructions: "x", input: [userMessage("remember me")] };
    const gone = await post(bench, "/codex/responses/compact", body);
    expect([gone.status, jsonOf(gone)]).toEqual([404, { detail: "Not Found" }]);
  });

  it("search", async () => {
    const bench = await startBench();
    const body = { id: "s", model: "gpt-5.5", commands: { search_query: [{ q: "night trains" }] } };
    expect(jsonOf(await post(bench, "/codex/alpha/search", body))["output"]).toContain("night trains");
  });

  it("summarise memories", async () => {
    const bench = await startBench();
    const body = { model: "gpt-5.5", traces: [{ id: "t1", items: [] }] };
    const { output } = jsonOf(await post(bench, "/codex/memories/trace_summarize", body));
    expect(output).toEqual([expect.objectContaining({ trace_summary: "Simulated summary of t1." })]);
  });
});
