import { expect, test } from "vitest";
import { eventsOf, postJson, startSwitchyard } from "../support/switchyard.ts";

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
