/** /v1/responses over a WebSocket: the frames of the public API. */
import { expect, test } from "vitest";
import { failures } from "../../../src-main/simulator/answers/failures.ts";
import { createGate } from "../../../src-main/simulator/answers/gate.ts";
import { startSwitchyard, type RunOptions } from "../../support/switchyard.ts";
import { openSocket, textOf, type Frame } from "../../support/web-socket.ts";

async function start(options: RunOptions = {}) {
  const running = await startSwitchyard(options);
  return { ...running, socket: await openSocket(`${running.url}/v1/responses`) };
}

const idOf = (frames: Frame[]) => frames.at(-1)?.response?.id ?? "";
const rolesOf = (body: object | undefined) =>
  (body as { input: { type: string; role?: string }[] }).input.map((item) => item.role ?? item.type);

test("a turn is the events of the stream, one a frame, in the public API's words", async () => {
  const { socket, simulator, client } = await start();
  simulator.script.next({ text: "All of it.", noise: true, rateLimitsEvent: true });
  const frames = await socket.turn({ model: "codex/gpt-5.5", input: "hello", temperature: 1 });
  expect(frames[0]?.type).toBe("response.created");
  expect(frames.filter(({ type }) => type.startsWith("codex.") || type === "keepalive")).toEqual([]);
  const last = frames.at(-1);
  expect(last?.response).toMatchObject({ status: "completed", model: "codex/gpt-5.5" });
  expect(last?.response?.output.at(-1)).toMatchObject({ content: [{ text: "All of it." }] });
  const [row] = await client.requests.recent({ limit: 5 });
  expect(row).toMatchObject({
    endpoint: "/v1/responses",
    protocol: "openai",
    outcome: "ok",
    stream: true,
    model: "gpt-5.5",
    dropped: ["temperature"],
  });
  expect(row?.tokens?.output).toBeGreaterThan(0);
});

test("a conversation goes on from a response's id, whether it is kept or only lives with the connection", async () => {
  const { url, socket, simulator } = await start();
  for (const store of [true, false]) {
    const first = await socket.turn({ model: "gpt-5.5", input: "My name is Robin.", store });
    const next = await socket.turn({ input: "Who am I?", store, previous_response_id: idOf(first) });
    expect(next.at(-1)?.type).toBe("response.completed");
    expect(rolesOf(simulator.requests.turns().at(-1))).toEqual(["user", "assistant", "user"]);
    expect((await fetch(`${url}/v1/responses/${idOf(first)}`)).status).toBe(store ? 200 : 404);
    const elsewhere = await openSocket(`${url}/responses`);
    const answer = await elsewhere.turn({ input: "And here?", previous_response_id: idOf(next) });
    expect(answer.at(-1)?.type).toBe(store ? "response.completed" : "error");
  }
});

test("a prewarm costs nothing and can be built on", async () => {
  const { socket, simulator, client } = await start();
  const warm = await socket.turn({
    model: "gpt-5.5",
    generate: false,
    input: [{ role: "developer", content: "Be short." }],
  });
  expect(warm.map(({ type }) => type)).toEqual(["response.created", "response.completed"]);
  expect(simulator.requests.turns()).toEqual([]);
  const next = await socket.turn({ input: "say hello", previous_response_id: idOf(warm) });
  expect(textOf(next)).toBe("hello");
  expect(rolesOf(simulator.requests.turns()[0])).toEqual(["developer", "user"]);
  expect((await client.requests.recent({ limit: 5 })).map(({ outcome }) => outcome)).toEqual(["ok", "ok"]);
});

test("failures are error frames before the output and response.failed after it; the connection stays", async () => {
  const { socket, simulator, client } = await start();
  const [unknown] = await socket.turn({ input: "hi", previous_response_id: "resp_unknown" });
  expect(unknown).toMatchObject({
    type: "error",
    status: 400,
    error: { code: "previous_response_not_found", param: "previous_response_id" },
  });
  expect((await socket.turn({ input: 5 }))[0]).toMatchObject({ type: "error", status: 400 });
  simulator.script.next({ reply: failures.overloaded() });
  const [busy] = await socket.turn({ input: "hi" });
  expect(busy).toMatchObject({ type: "error", status: 503, error: { code: "server_is_overloaded" } });
  simulator.script.next({ text: "one two three four five", cutAfterEvents: 12 });
  const cut = await socket.turn({ input: "hi" });
  expect(cut.at(-1)).toMatchObject({ type: "response.failed", response: { error: { code: "stream_cut" } } });
  expect(textOf(await socket.turn({ input: "say still here" }))).toBe("still here");
  const outcomes = (await client.requests.recent({ limit: 5 })).map(({ outcome, status }) => [
    outcome,
    status,
  ]);
  expect(outcomes).toEqual([
    ["ok", 200],
    ["failed", 200],
    ["failed", 503],
    ["failed", 400],
    ["failed", 400],
  ]);
});

test("a client that leaves ends the backend's work", async () => {
  const { socket, simulator, client } = await start();
  const gate = createGate();
  simulator.script.next({ gate: { afterEvents: 5, gate } });
  socket.send({ type: "response.create", input: "hi" });
  await gate.reached;
  socket.socket.terminate();
  expect(await simulator.requests.lastAsked?.closed).toBe("cut");
  await expect.poll(async () => (await client.requests.recent({ limit: 1 }))[0]?.outcome).toBe("cancelled");
  gate.open();
});

test("the key is wanted here as everywhere", async () => {
  const { url } = await startSwitchyard({ env: { SWITCHYARD_API_KEY: "sk-local-test-key" } });
  await expect(openSocket(`${url}/v1/responses`)).rejects.toMatchObject({
    status: 401,
    body: expect.stringContaining("invalid_api_key"),
  });
  const socket = await openSocket(`${url}/v1/responses`, { "x-api-key": "sk-local-test-key" });
  expect(textOf(await socket.turn({ input: "say hello" }))).toBe("hello");
});
