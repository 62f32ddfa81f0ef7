/**
 * Every turn of test/fixtures/turns over every transport that its protocol has, through a gateway that runs: over
 * sockets the client sees the same bytes as from the pure translation. Ids and times are made alike.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { FixtureRequest } from "../support/fixture-turn.ts";
import { postJson, startSwitchyard, type Running } from "../support/switchyard.ts";
import { openSocket } from "../support/web-socket.ts";

const folder = path.join(import.meta.dirname, "../fixtures/turns");

interface Turn {
  name: string;
  path: string;
  body: Record<string, unknown>;
  upstream: string;
  stream: string;
  whole: { status: number; body: unknown };
}

const turns = readdirSync(folder).map((name): Turn => {
  const read = (file: string) => readFileSync(path.join(folder, name, file), "utf8");
  const { endpoint, body } = JSON.parse(read("request.json")) as FixtureRequest;
  return {
    name,
    path: endpoint,
    body: body as Record<string, unknown>,
    upstream: read("upstream.sse"),
    stream: read("expected.stream"),
    whole: JSON.parse(read("expected.json")) as Turn["whole"],
  };
});

const protocols = Object.groupBy(turns, ({ name }) => name.split("-")[0] ?? "");

test.each(Object.entries(protocols))("%s: streamed over HTTP", async (_, all = []) => {
  await each(all, async (running, turn) => {
    const answer = await ask(running, turn, true);
    const text = normal(await answer.text());
    // A failure that comes in one piece with the first output is told by a status yet.
    const { status, body } = turn.whole;
    const expected = answer.ok ? turn.stream : `HTTP ${status}\n${JSON.stringify(body)}\n`;
    expect(answer.ok ? text : `HTTP ${answer.status}\n${text}\n`, turn.name).toBe(plain(expected));
  });
});

test.each(Object.entries(protocols))("%s: one body", async (_, all = []) => {
  await each(all, async (running, turn) => {
    // A stream that is one JSON array has no other form.
    if (turn.path.endsWith(":streamGenerateContent")) return;
    const answer = await ask(running, turn, false);
    const text = normal(await answer.text());
    expect(answer.status, turn.name).toBe(turn.whole.status);
    // Nothing is estimated where nothing is streamed.
    const unsaid =
      turn.name === "messages-no-usage" ? text.replace('"input_tokens":0', '"input_tokens":90') : text;
    expect(JSON.parse(unsaid), turn.name).toEqual(JSON.parse(plain(JSON.stringify(turn.whole.body))));
  });
});

test("responses: frames of a WebSocket", async () => {
  await each(protocols["responses"] ?? [], async (running, turn) => {
    const socket = await openSocket(`${running.url}/v1/responses`);
    const frames = await socket.turn(turn.body);
    if (frames[0]?.type === "error") {
      expect(frames, turn.name).toMatchObject([{ type: "error", status: turn.whole.status }]);
      return;
    }
    const expected = turn.stream.matchAll(/^data: (.*)$/gm);
    expect(normal(socket.received.join("\n")), turn.name).toBe(
      plain(Array.from(expected, ([, data]) => data).join("\n")),
    );
  });
});

test("messages: results of a batch", async () => {
  // What fails is sent again later: another test's matter.
  const good = (protocols["messages"] ?? []).filter(({ whole }) => whole.status === 200);
  await each(good, async (running, turn) => {
    const headers = { "anthropic-version": "2023-06-01" };
    const at = `${running.url}/v1/messages/batches`;
    const requests = [{ custom_id: "one", params: turn.body }];
    const { id } = (await (await postJson(at, { requests }, headers)).json()) as { id: string };
    const state = async () =>
      ((await (await fetch(`${at}/${id}`, { headers })).json()) as { processing_status: string })
        .processing_status;
    await expect.poll(state, { timeout: 10_000 }).toBe("ended");
    const text = normal(await (await fetch(`${at}/${id}/results`, { headers })).text());
    const { result } = JSON.parse(text) as { result: { type: string; message: unknown } };
    const unsaid = turn.name === "messages-no-usage" ? 0 : null;
    const body = plain(JSON.stringify(turn.whole.body));
    const expected = unsaid === 0 ? body.replace('"input_tokens":90', '"input_tokens":0') : body;
    expect(result, turn.name).toEqual({ type: "succeeded", message: JSON.parse(expected) });
  });
});

/** A failure leaves its traces at the account: turns that fail get a gateway of their own. */
async function each(all: Turn[], check: (running: Running, turn: Turn) => Promise<void>): Promise<void> {
  const shared = await startSwitchyard({ signIn: ["one"] });
  for (const turn of all) {
    const running = turn.whole.status === 200 ? shared : await startSwitchyard({ signIn: ["one"] });
    const script = running.simulator.script.next({ rawSse: turn.upstream, always: true });
    await check(running, turn);
    script.remove();
  }
}

function ask({ url }: Running, turn: Turn, stream: boolean): Promise<Response> {
  if (!turn.path.startsWith("/v1beta/")) return postJson(url + turn.path, { ...turn.body, stream });
  const events = turn.path.replace(":generateContent", ":streamGenerateContent?alt=sse");
  return postJson(url + (stream ? events : turn.path), turn.body);
}

/** A real answer with the fixture's id, and its estimate of a stream's first tokens. */
function normal(text: string): string {
  const named = plain(text).replaceAll(/[0-9a-f]{32}/g, "0001");
  const estimate = /"message_start".*?"input_tokens":(\d+)/.exec(named)?.[1];
  return estimate === undefined
    ? named
    : named.replaceAll(`"input_tokens":${estimate},`, '"input_tokens":90,');
}

function plain(text: string): string {
  return (
    text
      .replaceAll(/"created":\d+/g, '"created":0')
      .replaceAll(/"created_at":"[^"]+"/g, '"created_at":""')
      .replaceAll(/swy1~\w+~/g, "swy1~account~")
      .replaceAll(/_duration":\d+/g, '_duration":0')
      // The real decoder sees the connection's end, the fixture's only that there is no more.
      .replaceAll(" before its end.", ".")
      .replaceAll(/,"request_id":"[^"]+"/g, "")
  );
}
