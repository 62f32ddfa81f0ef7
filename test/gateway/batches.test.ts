import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { failures } from "../../src-main/simulator/answers/failures.ts";
import { createGate } from "../../src-main/simulator/answers/gate.ts";
import { manualClock, START } from "../support/manual-clock.ts";
import { postJson, startSwitchyard, temporaryFolder, type Running } from "../support/switchyard.ts";

const headers = { "anthropic-version": "2023-06-01" };
const day = 24 * 3_600_000;

interface Batch {
  id: string;
  processing_status: string;
  request_counts: Record<string, number>;
  created_at: string;
  expires_at: string;
  ended_at: string | null;
  cancel_initiated_at: string | null;
  results_url: string | null;
}
interface Result {
  custom_id: string;
  result: { type: string; message?: { content: { text: string }[] }; error?: { error: { type: string } } };
}

const params = (content: string) => ({
  model: "claude-opus-5-5",
  max_tokens: 10,
  messages: [{ role: "user", content }],
});
const requests = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    custom_id: `r${index}`,
    params: params(`say number ${index}`),
  }));

async function create(running: Running, list: unknown[]): Promise<Batch> {
  const response = await postJson(`${running.url}/v1/messages/batches`, { requests: list }, headers);
  const batch = (await response.json()) as Batch;
  expect(response.status, JSON.stringify(batch)).toBe(200);
  return batch;
}

async function call(running: Running, way: string, method = "GET"): Promise<Response> {
  return fetch(`${running.url}/v1/messages/batches${way}`, { method, headers });
}

async function get(running: Running, id: string): Promise<Batch> {
  return (await (await call(running, `/${id}`)).json()) as Batch;
}

async function ended(running: Running, id: string): Promise<Batch> {
  await expect.poll(async () => (await get(running, id)).processing_status).toBe("ended");
  return get(running, id);
}

async function results(batch: Batch): Promise<Result[]> {
  const response = await fetch(batch.results_url ?? "", { headers });
  expect(response.headers.get("content-type")).toContain("application/x-jsonl");
  const lines = (await response.text()).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Result);
}

const folderOf = (running: Running, id: string) => path.join(running.dataFolder, "batches", id);

test("a batch is worked off and its results come in order, failures among them", async () => {
  const running = await startSwitchyard();
  running.simulator.script.next({
    when: ({ body }) => JSON.stringify(body).includes("number 1"),
    reply: { status: 400, body: { detail: "Unsupported parameter: x" } },
  });
  const wrong = { custom_id: "wrong", params: { model: "m", messages: [] } };
  const created = await create(running, [...requests(3), wrong]);
  expect(created).toMatchObject({
    type: "message_batch",
    processing_status: "in_progress",
    results_url: null,
  });
  expect(Date.parse(created.expires_at) - Date.parse(created.created_at)).toBe(day);
  const batch = await ended(running, created.id);
  expect(batch.request_counts).toEqual({ processing: 0, succeeded: 2, errored: 2, canceled: 0, expired: 0 });
  const lines = await results(batch);
  expect(lines.map(({ custom_id, result }) => [custom_id, result.type])).toEqual([
    ["r0", "succeeded"],
    ["r1", "errored"],
    ["r2", "succeeded"],
    ["wrong", "errored"],
  ]);
  expect(lines[2]?.result.message?.content[0]?.text).toBe("number 2");
  expect(lines[3]?.result.error?.error.type).toBe("invalid_request_error");
  const rows = await running.client.requests.recent({ limit: 50 });
  expect(rows.filter(({ client }) => client.name === "Batch")).toHaveLength(4);
});

test("two requests at most are sent at the same time", async () => {
  const running = await startSwitchyard();
  const gates = [createGate(), createGate(), createGate()];
  for (const headersGate of gates) running.simulator.script.next({ headersGate });
  const { id } = await create(running, requests(3));
  await Promise.all([gates[0]?.reached, gates[1]?.reached]);
  expect(running.simulator.requests.turns()).toHaveLength(2);
  gates[0]?.open();
  await gates[2]?.reached;
  expect((await get(running, id)).request_counts).toMatchObject({ processing: 2, succeeded: 1 });
  for (const gate of gates) gate.open();
  await ended(running, id);
});

test("content lies in private files, the requests until the end, the results until they are deleted", async () => {
  const running = await startSwitchyard();
  const gate = createGate();
  running.simulator.script.next({ headersGate: gate });
  const { id } = await create(running, requests(1));
  await gate.reached;
  const folder = folderOf(running, id);
  expect((await stat(folder)).mode & 0o077).toBe(0);
  for (const name of ["batch.json", "requests.jsonl"]) {
    expect((await stat(path.join(folder, name))).mode & 0o777).toBe(0o600);
  }
  expect((await call(running, `/${id}`, "DELETE")).status).toBe(400);
  expect((await call(running, `/${id}/results`)).status).toBe(404);
  gate.open();
  await ended(running, id);
  await expect.poll(() => readdir(folder)).toEqual(["batch.json", "results"]);
  const deleted = await call(running, `/${id}`, "DELETE");
  expect(await deleted.json()).toEqual({ id, type: "message_batch_deleted" });
  expect(await readdir(path.dirname(folder))).toEqual([]);
  expect((await call(running, `/${id}`)).status).toBe(404);
});

test("a restart goes on with what is left, and what is done is not done again", async () => {
  const dataFolder = await temporaryFolder();
  const first = await startSwitchyard({ compose: { dataFolder } });
  const gate = createGate();
  first.simulator.script.next({});
  first.simulator.script.next({ always: true, headersGate: gate });
  const { id } = await create(first, requests(4));
  await expect.poll(async () => (await get(first, id)).request_counts["succeeded"]).toBe(1);
  await gate.reached;
  await first.switchyard.close();
  expect(await readFile(path.join(dataFolder, "batches", id, "requests.jsonl"), "utf8")).toContain(
    "number 3",
  );

  const second = await startSwitchyard({ compose: { dataFolder } });
  const batch = await ended(second, id);
  expect(batch.request_counts).toMatchObject({ succeeded: 4 });
  expect(second.simulator.requests.turns()).toHaveLength(3);
  expect((await results(batch)).map(({ result }) => result.message?.content[0]?.text)).toEqual(
    ["0", "1", "2", "3"].map((number) => `number ${number}`),
  );
});

test("cancelling finishes what runs and begins nothing more", async () => {
  const running = await startSwitchyard();
  const gate = createGate();
  running.simulator.script.next({ always: true, headersGate: gate });
  const { id } = await create(running, requests(5));
  await expect.poll(() => running.simulator.requests.turns().length).toBe(2);
  const cancelled = (await (await call(running, `/${id}/cancel`, "POST")).json()) as Batch;
  expect(cancelled.processing_status).toBe("canceling");
  expect(cancelled.cancel_initiated_at).not.toBeNull();
  gate.open();
  const batch = await ended(running, id);
  expect(batch.request_counts).toMatchObject({ succeeded: 2, canceled: 3 });
  expect((await results(batch)).map(({ result }) => result.type)).toEqual([
    "succeeded",
    "succeeded",
    ...Array.from({ length: 3 }, () => "canceled"),
  ]);
  expect((await call(running, `/${id}/cancel`, "POST")).status).toBe(400);
});

test("an exhausted plan makes a batch wait for the reset; a day later what is left expires, in a week it is gone", async () => {
  const clock = manualClock();
  const running = await startSwitchyard({ compose: { clock }, simulator: { clock } });
  const limit = { plan: "plus", now: START, resetsAt: START + 3_600_000 };
  running.simulator.script.next({ reply: failures.usageLimit(limit) });
  const { id } = await create(running, requests(1));
  await expect.poll(async () => (await running.client.accounts.list())[0]?.health).toBe("limited");
  await expect.poll(() => running.simulator.requests.turns().length).toBe(1);
  expect((await get(running, id)).request_counts["processing"]).toBe(1);
  clock.advance(3_600_000 + 1000);
  expect((await ended(running, id)).request_counts["succeeded"]).toBe(1);

  running.simulator.script.next({
    always: true,
    reply: failures.usageLimit({ ...limit, resetsAt: START + 9 * day }),
  });
  const second = await create(running, requests(2));
  await expect.poll(async () => (await running.client.accounts.list())[0]?.health).toBe("limited");
  clock.advance(day + 1000);
  const batch = await ended(running, second.id);
  expect(batch.request_counts).toMatchObject({ expired: 2 });
  expect((await results(batch)).map(({ result }) => result.type)).toEqual(["expired", "expired"]);
  clock.advance(7 * day);
  await expect.poll(async () => (await call(running, `/${second.id}`)).status).toBe(404);
  await expect.poll(() => readdir(path.join(running.dataFolder, "batches"))).not.toContain(second.id);
});

test("trouble that passes is tried again", async () => {
  const clock = manualClock();
  const running = await startSwitchyard({ compose: { clock }, simulator: { clock } });
  running.simulator.script.next({ cutAfterBytes: 0 });
  const { id } = await create(running, requests(1));
  await expect.poll(() => running.simulator.requests.turns().length).toBe(1);
  await clock.awaited();
  await expect
    .poll(async () => {
      clock.advance(10_000);
      return (await get(running, id)).request_counts["succeeded"];
    })
    .toBe(1);
});

test("batches are listed in pages, newest first", async () => {
  const running = await startSwitchyard();
  const ids: string[] = [];
  for (let count = 0; count < 3; count += 1) ids.push((await create(running, requests(1))).id);
  const page = async (query: string) =>
    (await (await call(running, query)).json()) as { data: Batch[]; has_more: boolean };
  const [a, b, c] = ids;
  const first = await page("?limit=2");
  expect([first.data.map(({ id }) => id), first.has_more]).toEqual([[c, b], true]);
  const last = await page(`?limit=2&after_id=${b}`);
  expect([last.data.map(({ id }) => id), last.has_more]).toEqual([[a], false]);
  const before = await page(`?limit=1&before_id=${a}`);
  expect([before.data.map(({ id }) => id), before.has_more]).toEqual([[b], true]);
  expect((await call(running, "?limit=0")).status).toBe(400);
  for (const id of ids) await ended(running, id);
});

test.each([
  ["no requests", []],
  ["an id twice", [requests(1)[0], requests(1)[0]]],
  ["an id with a slash", [{ custom_id: "a/b", params: params("x") }]],
  ["no parameters", [{ custom_id: "a" }]],
  ["too many", requests(1001)],
])("%s is refused", async (_name, list) => {
  const running = await startSwitchyard();
  const response = await postJson(`${running.url}/v1/messages/batches`, { requests: list }, headers);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ type: "error", error: { type: "invalid_request_error" } });
});
