import { expect, test } from "vitest";
import { eventsOf, plainAccounts, postJson, startSwitchyard } from "../support/switchyard.ts";

interface Images {
  created: number;
  data: { b64_json?: string; url?: string }[];
  size: string;
  quality: string;
}

const pngHead = "iVBORw0KGgo";

test("an image is made by the backend's image call", async () => {
  const { url, simulator, client } = await startSwitchyard();
  const response = await postJson(`${url}/v1/images/generations`, {
    model: "dall-e-3",
    prompt: "a red fox",
    size: "1792x1024",
    quality: "hd",
    n: 2,
    style: "vivid",
    response_format: "b64_json",
  });
  expect(response.status).toBe(200);
  expect(response.headers.get("x-switchyard-dropped")).toBe("style");
  const body = (await response.json()) as Images;
  expect(body.data).toHaveLength(2);
  expect(body.data[0]?.b64_json?.startsWith(pngHead)).toBe(true);
  expect(simulator.requests.to("/backend-api/codex/images/generations").at(-1)?.body).toEqual({
    prompt: "a red fox",
    background: "opaque",
    model: "gpt-image-2",
    quality: "high",
    size: "1536x1024",
    n: 2,
  });
  expect((await client.requests.recent({ limit: 1 }))[0]).toMatchObject({
    model: "gpt-image-2",
    dropped: ["style"],
  });
});

test("as url it is a data URL; other formats go through the hosted tool", async () => {
  const { url, simulator } = await startSwitchyard();
  const asUrl = (await (
    await postJson(`${url}/v1/images/generations`, { prompt: "a fox", response_format: "url" })
  ).json()) as Images;
  expect(asUrl.data[0]?.url).toMatch(/^data:image\/png;base64,/);
  const webp = await postJson(`${url}/v1/images/generations`, {
    prompt: "a fox",
    output_format: "webp",
    n: 2,
  });
  expect(((await webp.json()) as Images).data).toHaveLength(2);
  expect(simulator.requests.turns().at(-1)).toMatchObject({
    tools: [{ type: "image_generation", output_format: "webp" }],
    tool_choice: { type: "image_generation" },
  });
});

test("where the backend does not know the image call, the hosted tool makes it", async () => {
  const { url, simulator } = await startSwitchyard();
  const path = "/backend-api/codex/images/generations";
  simulator.script.next({ always: true, path, reply: { status: 404, body: { detail: "Not Found" } } });
  const response = await postJson(`${url}/v1/images/generations`, { prompt: "a fox" });
  expect(response.status).toBe(200);
  expect(((await response.json()) as Images).data[0]?.b64_json?.startsWith(pngHead)).toBe(true);
});

test("streamed, partial images come before the finished one", async () => {
  const { url } = await startSwitchyard();
  const response = await postJson(`${url}/v1/images/generations`, {
    prompt: "a fox",
    stream: true,
    partial_images: 1,
  });
  const events = eventsOf(await response.text()) as { type: string; b64_json: string }[];
  expect(events.map(({ type }) => type)).toEqual([
    "image_generation.partial_image",
    "image_generation.completed",
  ]);
  expect(events[1]?.b64_json.startsWith(pngHead)).toBe(true);
});

test("edits take JSON and forms, with one image or several; a mask is refused by name", async () => {
  const { url, simulator } = await startSwitchyard();
  const edits = `${url}/v1/images/edits`;
  const made = (await (await postJson(`${url}/v1/images/generations`, { prompt: "a fox" })).json()) as Images;
  const png = made.data[0]?.b64_json ?? "";
  const bodies = [
    { prompt: "blue", images: [{ image_url: `data:image/png;base64,${png}` }] },
    { prompt: "blue", image: png },
    { prompt: "blue", image: [`data:image/png;base64,${png}`, "https://example.com/a.png"] },
  ];
  for (const body of bodies) expect((await postJson(edits, body)).status).toBe(200);

  const form = new FormData();
  form.set("prompt", "blue");
  form.set("n", "2");
  form.append("image[]", new Blob([Buffer.from(png, "base64")], { type: "image/png" }), "a.png");
  form.append("image[]", new Blob([Buffer.from(png, "base64")], { type: "image/png" }), "b.png");
  const response = await fetch(edits, { method: "POST", body: form });
  expect(response.status).toBe(200);
  expect(simulator.requests.to("/backend-api/codex/images/edits").at(-1)?.body).toMatchObject({
    n: 2,
    images: [{ image_url: `data:image/png;base64,${png}` }, { image_url: `data:image/png;base64,${png}` }],
  });

  form.set("mask", new Blob([Buffer.from(png, "base64")]), "mask.png");
  const masked = await fetch(edits, { method: "POST", body: form });
  expect(masked.status).toBe(400);
  expect(((await masked.json()) as { error: { param: string } }).error.param).toBe("mask");
  expect((await postJson(edits, { prompt: "blue" })).status).toBe(400);
});

test("a plan without images says so, hurts no account, and another account's plan is tried", async () => {
  const accounts = plainAccounts.map((account) => ({
    ...account,
    plan: account.id === "one" ? "free" : "plus",
  }));
  const free = await startSwitchyard({ accounts });
  const refused = await postJson(`${free.url}/v1/images/generations`, { prompt: "a fox" });
  expect(refused.status).toBe(403);
  const { error } = (await refused.json()) as { error: { code: string; message: string } };
  expect(error.code).toBe("not_in_plan");
  expect(error.message).toMatch(/plan makes no images/);
  expect((await free.client.accounts.list())[0]?.health).toBe("ok");

  const both = await startSwitchyard({ accounts, signIn: ["one", "two"] });
  expect((await postJson(`${both.url}/v1/images/generations`, { prompt: "a fox" })).status).toBe(200);
});

test("bad wishes are refused by name", async () => {
  const { url } = await startSwitchyard();
  for (const [field, value] of [
    ["prompt", ""],
    ["n", 11],
    ["size", "large"],
    ["quality", "best"],
    ["background", "pink"],
  ]) {
    const response = await postJson(`${url}/v1/images/generations`, {
      prompt: "a fox",
      [String(field)]: value,
    });
    expect(response.status).toBe(400);
    expect(((await response.json()) as { error: { param: string } }).error.param).toBe(field);
  }
});

test("an image call whose connection breaks goes to the next account; one that is no JSON is the backend's fault", async () => {
  const { url, simulator, client } = await startSwitchyard({ signIn: ["one", "two"] });
  const path = "/backend-api/codex/images/generations";
  simulator.script.next({
    path,
    account: "one",
    always: true,
    reply: { status: 200, body: { data: [] } },
    cutAfterBytes: 5,
  });
  const ask = () => postJson(`${url}/v1/images/generations`, { prompt: "a cat" });
  expect((await ask()).status).toBe(200);
  const [row] = await client.requests.recent({ limit: 1 });
  expect(row?.tries.map(({ kind }) => kind)).toEqual(["network", null]);
  simulator.script.clear();
  for (const body of ["[1]", "{", '"text"', '{"data":5}']) {
    simulator.script.next({ path, reply: { status: 200, body } });
    const answer = await ask();
    expect([answer.status, await answer.text()], body).toEqual([
      502,
      expect.stringContaining("upstream_protocol_error"),
    ]);
  }
});

const call = "/backend-api/codex/images/generations";

test("the answer says what was made, not what was asked", async () => {
  const { url, simulator } = await startSwitchyard();
  const made = { data: [{ b64_json: pngHead }], size: "1024x1024", quality: "medium", background: "opaque" };
  simulator.script.next({ method: "POST", path: call, reply: { status: 200, body: made } });
  const asked = { prompt: "a red fox", size: "1536x1024", quality: "high" };
  const body = (await (await postJson(`${url}/v1/images/generations`, asked)).json()) as Images;
  expect(body).toMatchObject({ size: "1024x1024", quality: "medium" });
  const streamed = await postJson(`${url}/v1/images/generations`, { ...asked, stream: true });
  const last = eventsOf(await streamed.text()).at(-1);
  expect(last).toMatchObject({ type: "image_generation.completed", size: "1024x1024", quality: "medium" });
});

test("a backend that makes fewer images at once is asked for the rest", async () => {
  const { url, simulator } = await startSwitchyard();
  const usage = { input_tokens: 3, output_tokens: 10, total_tokens: 13 };
  const fewer = { data: [{ b64_json: pngHead }, { b64_json: pngHead }], usage };
  simulator.script.next({ method: "POST", path: call, reply: { status: 200, body: fewer } });
  const response = await postJson(`${url}/v1/images/generations`, { prompt: "a red fox", n: 3 });
  const body = (await response.json()) as Images & { usage: typeof usage };
  expect([response.status, body.data.length]).toEqual([200, 3]);
  const asked = simulator.requests.to(call).map(({ body: sent }) => (sent as { n?: number }).n ?? 1);
  expect(asked).toEqual([3, 1]);
  expect(body.usage.output_tokens).toBe(10 + 1_000);
});

test("one that makes none in the end is told as a failure", async () => {
  const { url, simulator } = await startSwitchyard();
  const reply = (data: object[]) => ({ method: "POST", path: call, reply: { status: 200, body: { data } } });
  simulator.script.next(reply([{ b64_json: pngHead }]));
  simulator.script.next({ ...reply([]), always: true });
  const response = await postJson(`${url}/v1/images/generations`, { prompt: "a red fox", n: 2 });
  expect(response.status).toBeGreaterThanOrEqual(500);
});
