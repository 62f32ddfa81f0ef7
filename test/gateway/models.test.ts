import { rm } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { createGate } from "../../src-main/simulator/answers/gate.ts";
import { createModelCatalog } from "../../src-main/providers/codex/model-catalog.ts";
import { manualClock } from "../support/manual-clock.ts";
import { postJson, startSwitchyard, temporaryFolder } from "../support/switchyard.ts";

const headers = { "anthropic-version": "2023-06-01", "user-agent": "claude-code/2.1.329" };

interface List {
  data: { id: string; type?: string; object?: string; display_name?: string; created_at?: string }[];
  has_more: boolean;
  first_id: string | null;
  last_id: string | null;
}

test("models come in the shape of the protocol that asks", async () => {
  const { url } = await startSwitchyard();
  const openai = (await (await fetch(`${url}/v1/models`)).json()) as List & { object: string };
  expect(openai.object).toBe("list");
  expect(openai.data[0]).toMatchObject({ object: "model", owned_by: "openai" });
  const anthropic = (await (await fetch(`${url}/v1/models?limit=1000`, { headers })).json()) as List;
  const ids = anthropic.data.map(({ id }) => id);
  expect(ids.slice(0, openai.data.length)).toEqual(openai.data.map(({ id }) => id));
  expect(anthropic).toMatchObject({ has_more: false, first_id: ids[0], last_id: ids.at(-1) });
  expect(anthropic.data[0]).toMatchObject({ type: "model", max_input_tokens: 272_000 });
  expect(Date.parse(anthropic.data[0]?.created_at ?? "")).not.toBeNaN();

  const page = (await (
    await fetch(`${url}/v1/models?limit=2&after_id=${ids[1]}`, { headers })
  ).json()) as List;
  expect([page.data.map(({ id }) => id), page.has_more]).toEqual([ids.slice(2, 4), true]);
  const wrong = await fetch(`${url}/v1/models?limit=x`, { headers });
  expect(wrong.status).toBe(400);
  expect(await wrong.json()).toMatchObject({ type: "error" });
});

test("Claude Code discovers every model under a name it takes, and the name leads to the model", async () => {
  const { url, simulator } = await startSwitchyard();
  const { data } = (await (await fetch(`${url}/v1/models?limit=1000`, { headers })).json()) as List;
  const discovered = data.filter(({ id }) => /(claude|anthropic)/i.test(id));
  expect(discovered.map(({ id }) => id)).toContain("claude-gpt-5.4");
  expect(discovered).toHaveLength(data.length / 2);
  const body = { model: "claude-gpt-5.4", max_tokens: 1, messages: [{ role: "user", content: "hi" }] };
  expect(await (await postJson(`${url}/v1/messages`, body, headers)).json()).toMatchObject({
    model: "claude-gpt-5.4",
  });
  expect(simulator.requests.turns().at(-1)).toMatchObject({ model: "gpt-5.4" });
});

test("one model, in both shapes, and one that is not there", async () => {
  const { url } = await startSwitchyard();
  expect(await (await fetch(`${url}/v1/models/gpt-5.5`)).json()).toMatchObject({
    id: "gpt-5.5",
    object: "model",
  });
  for (const id of ["gpt-5.5", "claude-gpt-5.5"]) {
    const one = await fetch(`${url}/v1/models/${id}`, { headers });
    expect(await one.json()).toMatchObject({ id, type: "model", display_name: "GPT-5.5" });
  }
  const none = await fetch(`${url}/v1/models/claude-nothing`, { headers });
  expect(none.status).toBe(404);
  expect(await none.json()).toMatchObject({ type: "error", error: { type: "not_found_error" } });
  expect((await fetch(`${url}/v1/models/claude-gpt-5.5`)).status).toBe(404);
});

test("probes are answered", async () => {
  const { url } = await startSwitchyard();
  expect((await fetch(url, { method: "HEAD" })).status).toBe(200);
  expect((await fetch(`${url}/api/hello`)).status).toBe(200);
});

test("the first list after a start is the account's own, not the built-in one", async () => {
  const first = await startSwitchyard();
  const { models } = await first.client.models.refresh();
  await first.switchyard.close();
  await rm(path.join(first.dataFolder, "models.json"), { force: true });
  const again = await startSwitchyard({
    upstream: first.simulator,
    signIn: [],
    compose: { dataFolder: first.dataFolder },
  });
  const answer = await fetch(`${again.url}/v1/models`);
  expect(answer.headers.get("x-switchyard-catalog")).toBe("live");
  const ids = ((await answer.json()) as List).data.map(({ id }) => id);
  expect(ids).toEqual(models.filter(({ listed }) => listed).map(({ id }) => id));
});

test("a catalog that does not come is not waited for longer than a moment", async () => {
  const clock = manualClock();
  const gate = createGate();
  let asked = 0;
  const catalog = await createModelCatalog({
    cacheFile: path.join(await temporaryFolder(), "models.json"),
    clock,
    async fetch() {
      asked += 1;
      await gate.reached;
    },
  });
  let told: string | null = null;
  const soon = catalog.soon().then(({ source }) => (told = source));
  await clock.awaited();
  expect(told).toBeNull();
  clock.advance(2_000);
  await soon;
  expect([told, asked]).toEqual(["built-in", 1]);
});
