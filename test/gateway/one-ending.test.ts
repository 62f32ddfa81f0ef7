/** Whatever the backend sends: one ending in every protocol, told as what it is, and nothing that grows without end. */
import http from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { eventsOf, hello, postJson, startSwitchyard, type Running } from "../support/switchyard.ts";
import { openSocket } from "../support/web-socket.ts";

const frame = (event: { type: string; [field: string]: unknown }) =>
  `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
const created = frame({ type: "response.created", response: { id: "resp_1", model: "gpt-5.5", output: [] } });
const delta = (text: string) =>
  frame({
    type: "response.output_text.delta",
    item_id: "msg_1",
    output_index: 0,
    content_index: 0,
    delta: text,
  });
const usage = { input_tokens: 3, output_tokens: 4 };
const completed = (fields: object = {}) =>
  frame({ type: "response.completed", response: { id: "resp_1", status: "completed", usage, ...fields } });
const message = (content: unknown) => ({ type: "message", id: "msg_1", role: "assistant", content });
const deep = `${"[".repeat(60_000)}${"]".repeat(60_000)}`;

const input = [{ type: "message", role: "user", content: [{ type: "input_text", text: "hi" }] }];
const wire = { model: "gpt-5.5", instructions: "Brief.", input, store: false, stream: true };
const translated: [string, string, object][] = [
  ["chat", "/v1/chat/completions", hello],
  ["two choices", "/v1/chat/completions", { ...hello, n: 2 }],
  ["completions", "/v1/completions", { model: "gpt-5.5", prompt: "hi" }],
  ["responses", "/v1/responses", { model: "gpt-5.5", input: "hi", store: false }],
  ["messages", "/v1/messages", { model: "gpt-5.5", max_tokens: 50, messages: hello.messages }],
];

/** How many events of a stream end it in its protocol. */
function endings(events: unknown[]): number {
  return events.filter((event) => {
    if (event === "[DONE]") return true;
    const { type, error } = event as { type?: string; error?: unknown };
    return (
      error instanceof Object ||
      type === "error" ||
      type === "message_stop" ||
      /^response\.(completed|incomplete|failed)$/.test(type ?? "")
    );
  }).length;
}

const malformed: [string, string][] = [
  ["an output that is text", completed({ output: "x" })],
  ["an output of nothing and numbers", completed({ output: [null, 5] })],
  ["content of nothing", completed({ output: [message([null])] })],
  [
    "annotations that are text",
    completed({ output: [message([{ type: "output_text", text: "a", annotations: "q" }])] }),
  ],
  ["a response 60,000 levels deep", completed().replace('"usage":', `"deep":${deep},"usage":`)],
  [
    "a piece that is no text",
    frame({ type: "response.output_text.delta", output_index: 0, delta: { a: 1 } }),
  ],
  ["an item that is a number", frame({ type: "response.output_item.done", output_index: 0, item: 5 })],
];

describe.each(translated)("%s", (_name, path, body) => {
  test.each(malformed)("%s is told as the backend's fault", async (_what, broken) => {
    const { url, simulator, client } = await startSwitchyard();
    for (const stream of [true, false]) {
      simulator.script.clear();
      simulator.script.next({ always: true, rawSse: created + delta("Some words. ") + broken });
      const answer = await postJson(url + path, { ...body, stream });
      const text = await answer.text();
      if (stream && answer.status === 200) expect(endings(eventsOf(text)), text.slice(-500)).toBe(1);
      else expect([500, 502], text.slice(0, 500)).toContain(answer.status);
      expect(text).not.toContain("inside Switchyard");
      const [row] = await client.requests.recent({ limit: 1 });
      expect(row).toMatchObject({ outcome: "failed", problem: { code: "protocol" } });
    }
  });

  test("what comes behind the end changes nothing", async () => {
    const { url, simulator } = await startSwitchyard();
    const second =
      delta("More.") +
      completed({ id: "resp_2" }) +
      frame({ type: "error", code: "slow_down", message: "no" });
    simulator.script.next({ always: true, rawSse: created + delta("Some words.") + completed() + second });
    const text = await (await postJson(url + path, { ...body, stream: true })).text();
    expect(endings(eventsOf(text))).toBe(1);
    expect(text).not.toContain("More.");
    const whole = await postJson(url + path, { ...body, stream: false });
    expect(whole.status).toBe(200);
    const said = await whole.text();
    expect(said).toContain("Some words.");
    expect(said).not.toContain("resp_2");
  });

  test("what came of an answer that ends at its limit is in it, though its items were never closed", async () => {
    const { url, simulator } = await startSwitchyard();
    const end = {
      type: "response.incomplete",
      response: { id: "resp_1", incomplete_details: { reason: "max_output_tokens" }, usage },
    };
    simulator.script.next({
      always: true,
      rawSse: created + delta("As far ") + delta("as it came") + frame(end),
    });
    const whole = await postJson(url + path, { ...body, stream: false });
    expect(await whole.text()).toContain("As far as it came");
  });

  test("an answer that never begins ends at a bound", async () => {
    const { url, client, drawn } = await endlessBackend();
    const answer = await postJson(url + path, { ...body, stream: false });
    expect([500, 502]).toContain(answer.status);
    expect(await answer.text()).toContain("did not begin");
    expect(drawn()).toBeLessThan(2 * 64 * mebibyte);
    expect((await client.requests.recent({ limit: 1 }))[0]?.outcome).toBe("failed");
  });
});

const mebibyte = 1024 * 1024;

/** A backend that goes on beginning its answer for as long as somebody reads. */
async function endlessBackend(): Promise<Running & { drawn: () => number }> {
  const beginning = Buffer.from(
    frame({ type: "response.in_progress", response: { id: "resp_1", instructions: "x".repeat(256 * 1024) } }),
  );
  let drawn = 0;
  const backend = http.createServer((request, response) => {
    if (request.method !== "POST" || !(request.url ?? "").endsWith("/codex/responses")) {
      response.writeHead(404, { "content-type": "application/json" }).end("{}");
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    const more = () => {
      while (!response.destroyed) {
        drawn += beginning.length;
        if (!response.write(beginning)) return;
      }
    };
    response.on("drain", more);
    more();
  });
  await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    backend.closeAllConnections();
    backend.close();
  });
  const { port } = backend.address() as AddressInfo;
  const running = await startSwitchyard({ env: { SWITCHYARD_CODEX_BASE_URL: `http://127.0.0.1:${port}` } });
  return { ...running, drawn: () => drawn };
}

describe("pass-through", () => {
  const codex = { "content-type": "application/json", accept: "text/event-stream", originator: "codex_exec" };

  test("a length that is not the stream's does not make its reader wait", async () => {
    const { url, simulator } = await startSwitchyard();
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    simulator.script.next({
      always: true,
      rawSse: created + delta("All of it.") + completed(),
      headers: { "content-length": "999999" },
    });
    for (let turn = 0; turn < 2; turn += 1) {
      const asking = http.request(`${url}/codex/v1/responses`, { method: "POST", headers: codex, agent });
      asking.end(JSON.stringify(wire));
      const [answer] = (await once(asking, "response")) as [http.IncomingMessage];
      expect(answer.headers["content-length"]).toBeUndefined();
      let text = "";
      for await (const piece of answer.setEncoding("utf8") as AsyncIterable<string>) text += piece;
      expect(endings(eventsOf(text))).toBe(1);
      expect(text).toBe(created + delta("All of it.") + completed());
    }
    agent.destroy();
  });

  test.each([1, 7, 1000, undefined])(
    "nothing behind the first terminal event is handed on, in pieces of %s bytes",
    async (splitEveryBytes) => {
      const { url, simulator } = await startSwitchyard();
      for (const lineEnd of ["\n", "\r\n"]) {
        const styled = (text: string) => text.replaceAll("\n", lineEnd);
        const answer = styled(created + delta('An error is no "error".') + completed());
        const behind = styled(completed({ id: "resp_2" }) + delta("More."));
        simulator.script.next({ rawSse: answer + behind, ...(splitEveryBytes ? { splitEveryBytes } : {}) });
        const response = await postJson(`${url}/codex/v1/responses`, wire, codex);
        expect(await response.text()).toBe(answer);
      }
    },
  );

  test("nothing behind it over a WebSocket either; what is nobody's answer goes through", async () => {
    const { url, simulator } = await startSwitchyard();
    const limits = frame({ type: "codex.rate_limits", rate_limits: {} });
    simulator.script.next({
      rawSse: created + delta("One.") + completed() + completed({ id: "resp_2" }) + limits,
    });
    const socket = await openSocket(`${url}/codex/v1/responses`);
    await socket.turn(wire);
    const before = socket.received.length;
    simulator.script.next({ rawSse: created + delta("Two.") + completed() });
    const second = await socket.turn(wire);
    expect(socket.received.length).toBeGreaterThan(before);
    expect(second.filter(({ type }) => type === "response.completed")).toHaveLength(1);
    expect(JSON.stringify(second)).toContain("Two.");
  });
});
