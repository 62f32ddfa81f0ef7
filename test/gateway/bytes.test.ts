/** A request's bytes are those of the client's connection, however they are sent. */
import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { expect, test } from "vitest";
import { hello, startSwitchyard, type Running } from "../support/switchyard.ts";
import { openSocket } from "../support/web-socket.ts";

const rowOf = async ({ client }: Running) => (await client.requests.page({ limit: 1 })).rows[0];

/** Sends a request with the headers and the pieces of its body; resolves with the bytes that came back. */
async function exchange(url: string, head: string[], body: string[]): Promise<number> {
  const { port } = new URL(url);
  const socket = net.connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  const lines = [...head, "host: 127.0.0.1", "connection: close", "content-type: application/json", "", ""];
  socket.write(lines.join("\r\n"));
  for (const piece of body) socket.write(piece);
  socket.resume();
  await once(socket, "close");
  return socket.bytesRead;
}

const text = JSON.stringify({ ...hello, stream: true, user: "Zoë" });
const post = "POST /v1/chat/completions HTTP/1.1";

test("a body whose length was told", async () => {
  const running = await startSwitchyard();
  const size = Buffer.byteLength(text);
  const out = await exchange(running.url, [post, `content-length: ${size}`], [text]);
  expect((await rowOf(running))?.bytes).toEqual({ in: size, out });
});

test("a body in chunks: without the chunks' own lengths", async () => {
  const running = await startSwitchyard();
  const pieces = [text.slice(0, 20), text.slice(20)].map(
    (piece) => `${Buffer.byteLength(piece).toString(16)}\r\n${piece}\r\n`,
  );
  const out = await exchange(running.url, [post, "transfer-encoding: chunked"], [...pieces, "0\r\n\r\n"]);
  expect((await rowOf(running))?.bytes).toEqual({ in: Buffer.byteLength(text), out });
});

test("no body is none, one that was not read to its end is not known", async () => {
  const running = await startSwitchyard();
  await running.client.settings.update({ gateway: { bodyLimitMb: 1 } });
  const asking = http.request(`${running.url}/v1/chat/completions`, {
    method: "POST",
    headers: { "transfer-encoding": "chunked", "content-type": "application/json" },
  });
  asking.on("error", () => {});
  asking.write(Buffer.alloc(2 * 1024 * 1024));
  const [answer] = (await once(asking, "response")) as [http.IncomingMessage];
  expect(answer.statusCode).toBe(413);
  answer.resume();
  asking.destroy();
  expect((await rowOf(running))?.bytes.in).toBeNull();
  const out = await exchange(running.url, [post], []);
  expect((await rowOf(running))?.bytes).toEqual({ in: 0, out });
});

test.each(["/v1/responses", "/codex/v1/responses"])("every turn of a WebSocket: %s", async (path) => {
  const running = await startSwitchyard();
  const socket = await openSocket(`${running.url}${path}`);
  const input = [{ type: "message", role: "user", content: [{ type: "input_text", text: "Zoë" }] }];
  const body = { type: "response.create", model: "gpt-5.5", instructions: "", store: false, input };
  for (const frame of [body, { ...body, prompt_cache_key: "second" }]) {
    const before = socket.received.length;
    await socket.turn(frame);
    const frames = socket.received.slice(before).map((received) => Buffer.byteLength(received));
    await expect
      .poll(async () => (await rowOf(running))?.bytes)
      .toEqual({
        in: Buffer.byteLength(JSON.stringify(frame)),
        out: frames.reduce((sum, size) => sum + size + headerOf(size), 0),
      });
  }
});

/** RFC 6455, 5.2: two bytes, and the length where it does not fit into them. */
function headerOf(size: number): number {
  return size < 126 ? 2 : size < 65_536 ? 4 : 10;
}
