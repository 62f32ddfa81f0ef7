import { expect, test } from "vitest";
import { createResponseStore } from "../../src-main/gateway/turn/response-store.ts";
import { eventsOf, postJson, startSwitchyard } from "../support/switchyard.ts";

const thinking = { effort: "medium", summary: "auto" };

interface ResponseBody {
  model: string;
  status: string;
  output: { type: string; name?: string; content?: { text: string }[] }[];
}
interface Event {
  type: string;
  sequence_number: number;
  response?: ResponseBody;
}

test("a plain string is enough, and the output is filled although the backend leaves it empty", async () => {
  const { url, simulator } = await startSwitchyard();
  simulator.script.next({ text: "All of it." });
  const response = await postJson(`${url}/v1/responses`, { model: "gpt-5.5", input: "hello" });
  const body = (await response.json()) as ResponseBody;
  expect(body.status).toBe("completed");
  expect(body.output.at(-1)?.content?.[0]?.text).toBe("All of it.");
});

test("streams the backend's own events with unknown fields, a filled output and the asked model", async () => {
  const { url, simulator } = await startSwitchyard();
  simulator.script.next({ text: "All of it.", noise: true });
  const body = {
    model: "codex/gpt-5.5",
    input: [
      { role: "system", content: "short" },
      { role: "user", content: "hi" },
    ],
    stream: true,
  };
  const response = await postJson(`${url}/v1/responses`, body);
  const events = eventsOf(await response.text()) as Event[];
  expect(events[0]?.type).toBe("response.created");
  const last = events.at(-1);
  expect(last?.type).toBe("response.completed");
  expect(last?.response?.model).toBe("codex/gpt-5.5");
  expect(last?.response?.output.at(-1)?.content?.[0]?.text).toBe("All of it.");
  expect(
    events.filter(({ type }) => /completed$|failed$|incomplete$/.test(type) && type.startsWith("response.c")),
  ).toHaveLength(1);
  const numbers = events.map((event) => event.sequence_number).filter((number) => number !== undefined);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  const sent = simulator.requests.turns().at(-1) as unknown as { input: { role: string }[] };
  expect(sent.input.map(({ role }) => role)).toEqual(["developer", "user"]);
});

test("what this API cannot keep is refused by name", async () => {
  const { url } = await startSwitchyard();
  const cases = [
    [{ previous_response_id: "resp_1" }, "previous_response_not_found"],
    [{ background: true }, "unsupported_parameter"],
    [{ conversation: "conv_1" }, "unsupported_parameter"],
  ] as const;
  for (const [extra, code] of cases) {
    const response = await postJson(`${url}/v1/responses`, { model: "gpt-5.5", input: "hi", ...extra });
    expect(response.status).toBe(400);
    expect(((await response.json()) as { error: { code: string } }).error.code).toBe(code);
  }
});

test("a stream cut after output ends with exactly one response.failed that keeps what was said", async () => {
  const { url, simulator } = await startSwitchyard();
  simulator.script.next({ text: "one two three four five", cutAfterEvents: 12 });
  const response = await postJson(`${url}/v1/responses`, { model: "gpt-5.5", input: "hi", stream: true });
  expect(response.status).toBe(200);
  const events = eventsOf(await response.text()) as (Event & { response?: { error?: { code: string } } })[];
  const last = events.at(-1);
  expect(last?.type).toBe("response.failed");
  expect(last?.response?.error?.code).toBe("stream_cut");
  expect(
    events.filter(({ type }) => type === "response.failed" || type === "response.completed"),
  ).toHaveLength(1);
});

test("a conversation goes on from a response's id; the history goes to the account it belongs to", async () => {
  const { url, simulator, client } = await startSwitchyard({ signIn: ["one", "two"] });
  const post = async (body: object) =>
    (await (
      await postJson(`${url}/v1/responses`, { model: "gpt-5.5", reasoning: thinking, ...body })
    ).json()) as ResponseBody & {
      id: string;
    };
  const first = await post({ input: "My name is Robin." });
  const [, second] = await client.accounts.list();
  await client.accounts.use({ id: second?.id ?? "" });
  const next = await post({ input: "Who am I?", previous_response_id: first.id });
  expect(next.status).toBe("completed");
  const sent = simulator.requests.turns().at(-1) as unknown as { input: { type: string; role?: string }[] };
  expect(sent.input.map((item) => item.role ?? item.type)).toEqual([
    "user",
    "reasoning",
    "assistant",
    "user",
  ]);
  expect(simulator.requests.lastAsked?.accountId).toBe("one");

  const third = await post({ input: "And again?", previous_response_id: next.id });
  expect((simulator.requests.turns().at(-1) as unknown as { input: unknown[] }).input).toHaveLength(7);
  expect(await (await fetch(`${url}/v1/responses/${third.id}`)).json()).toEqual(third);
  const items = (await (await fetch(`${url}/v1/responses/${third.id}/input_items`)).json()) as {
    data: unknown[];
  };
  expect(items.data).toHaveLength(7);
  const gone = await fetch(`${url}/v1/responses/${third.id}`, { method: "DELETE" });
  expect(await gone.json()).toEqual({ id: third.id, object: "response.deleted", deleted: true });
  expect((await fetch(`${url}/v1/responses/${third.id}`)).status).toBe(404);
  expect((await postJson(`${url}/v1/responses`, { input: "x", previous_response_id: third.id })).status).toBe(
    400,
  );
});

test("when the account of a history is gone, the conversation goes on elsewhere without its secret thoughts", async () => {
  const { url, simulator, client } = await startSwitchyard({ signIn: ["one", "two"] });
  const first = (await (
    await postJson(`${url}/v1/responses`, { input: "hi", reasoning: thinking })
  ).json()) as { id: string };
  const [one] = await client.accounts.list();
  await client.accounts.setPaused({ id: one?.id ?? "", paused: true });
  const next = await postJson(`${url}/v1/responses`, { input: "go on", previous_response_id: first.id });
  expect(next.status).toBe(200);
  const sent = simulator.requests.turns().at(-1) as unknown as { input: { type: string }[] };
  expect(sent.input.map(({ type }) => type)).not.toContain("reasoning");
  expect(simulator.requests.lastAsked?.accountId).toBe("two");
});

test("references to items that were delivered are put in place; unknown ones are named", async () => {
  const { url, simulator } = await startSwitchyard();
  const stream = await postJson(`${url}/v1/responses`, { input: "hi", stream: true, reasoning: thinking });
  const done = eventsOf(await stream.text()).at(-1) as {
    response: { output: { id: string; type: string }[] };
  };
  const references = done.response.output.map(({ id }) => ({ type: "item_reference", id }));
  const body = { input: [{ role: "user", content: "hi" }, ...references, { role: "user", content: "more" }] };
  expect((await postJson(`${url}/v1/responses`, body)).status).toBe(200);
  const sent = simulator.requests.turns().at(-1) as unknown as { input: { type: string }[] };
  expect(sent.input.map(({ type }) => type)).toEqual(["message", "reasoning", "message", "message"]);
  const unknown = {
    input: [
      { type: "item_reference", id: "msg_nowhere" },
      { role: "user", content: "x" },
    ],
  };
  const refused = await postJson(`${url}/v1/responses`, unknown);
  expect([refused.status, ((await refused.json()) as { error: { param: string } }).error.param]).toEqual([
    400,
    "input[0].id",
  ]);
});

test("what is kept is bounded, by number and by size, and store: false keeps nothing", async () => {
  const store = createResponseStore({ count: 3, bytes: 100 });
  for (const id of ["a", "b", "c", "d"])
    store.keep({ response: { id, output: [] }, accountId: "", input: [], bytes: 10 });
  expect(["a", "b", "c", "d"].map((id) => store.get(id) !== null)).toEqual([false, true, true, true]);
  store.keep({
    response: { id: "e", output: [{ type: "message", id: "msg_e" }] },
    accountId: "",
    input: [],
    bytes: 95,
  });
  expect(store.size()).toEqual({ count: 1, bytes: 95 });
  expect(store.item("msg_e")).not.toBeNull();
  store.forget("e");
  expect([store.size().bytes, store.item("msg_e")]).toEqual([0, null]);

  const { url } = await startSwitchyard();
  const body = (await (await postJson(`${url}/v1/responses`, { input: "hi", store: false })).json()) as {
    id: string;
    store: boolean;
  };
  expect(body.store).toBe(false);
  expect((await fetch(`${url}/v1/responses/${body.id}`)).status).toBe(404);
});
