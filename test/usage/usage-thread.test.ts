/** Reports over a long history never hold the gateway up: other requests are served while one is made. */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { lengthenHistory } from "../../bench/long-history.ts";
import { openUsageDb } from "../../src-main/usage/usage-db.ts";
import { createUsageReader } from "../../src-main/usage/usage-reader.ts";
import { manualClock } from "../support/manual-clock.ts";
import { hello, postJson, startSwitchyard, temporaryFolder } from "../support/switchyard.ts";
import { exampleRow } from "./example-row.ts";

test("with 200,000 requests in the history others are served while a report is made", async () => {
  const dataFolder = await temporaryFolder();
  await mkdir(dataFolder, { recursive: true });
  const file = path.join(dataFolder, "usage.db");
  const { insert, close } = openUsageDb(file);
  insert([exampleRow({ startedAt: Date.now() })]);
  close();
  lengthenHistory(file, 200_000);
  const { url, client } = await startSwitchyard({ compose: { dataFolder } });
  // The first request of a process takes longer than all others.
  await (await postJson(`${url}/v1/chat/completions`, hello)).text();
  let served = 0;
  const state = { answered: false };
  const asked = client.usage.report({ days: 90, by: "model" }).finally(() => (state.answered = true));
  while (!state.answered) {
    const answer = await postJson(`${url}/v1/chat/completions`, { ...hello, stream: true });
    expect(await answer.text()).toContain("[DONE]");
    if (!state.answered) served += 1;
  }
  const report = await asked;
  expect(report.lifetime.requests).toBeGreaterThanOrEqual(200_001);
  expect(report.daily).toHaveLength(90);
  expect(served).toBeGreaterThan(0);
});

test("what cannot be read is told, and the next question is answered", async () => {
  const file = path.join(await temporaryFolder(), "usage.db");
  const reader = createUsageReader({ file, pricesFile: `${file}.prices` }, manualClock());
  const ask = () => reader.ask({ kind: "page", asked: { limit: 10 } });
  await expect(ask()).rejects.toThrow(/open|such table/);
  const database = openUsageDb(file);
  database.insert([exampleRow({ id: "1" })]);
  expect((await ask()).rows.map(({ id }) => id)).toEqual(["1"]);
  database.close();
  await reader.close();
});

test("the thread ends when it was not asked for a while, and is there again when it is", async () => {
  const file = path.join(await temporaryFolder(), "usage.db");
  openUsageDb(file).close();
  const clock = manualClock();
  const reader = createUsageReader({ file, pricesFile: `${file}.prices` }, clock);
  const ask = () => reader.ask({ kind: "page", asked: { limit: 10 } });
  expect((await ask()).rows).toEqual([]);
  clock.advance(60_000);
  expect((await ask()).rows).toEqual([]);
  // Whichever was first: nobody is left without an answer.
  const late = ask().then(
    ({ rows }) => `${rows.length} rows`,
    (error: Error) => error.message,
  );
  await reader.close();
  expect(await late).toMatch(/^0 rows|ended before it answered/);
});
