/** Bodies are bounded: in size, in what they unpack to, in time, and all of them together. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { createBodyRooms } from "../../src-main/gateway/http/body-room.ts";
import { readBody } from "../../src-main/gateway/http/body.ts";
import { RequestError } from "../../src-main/protocols/shared/request-error.ts";
import { manualClock } from "../support/manual-clock.ts";
import { hello, postJson, startSwitchyard } from "../support/switchyard.ts";

const mebibyte = 1024 * 1024;

/** A server that reads every body as the gateway does; resolves with what became of the first. */
async function reading(limit: number) {
  const clock = manualClock();
  const rooms = createBodyRooms(() => limit);
  const outcome = Promise.withResolvers<unknown>();
  const begun = Promise.withResolvers<http.IncomingMessage>();
  const server = http.createServer((request, response) => {
    begun.resolve(request);
    const source = { request, room: rooms.open(), services: { bodyLimit: () => limit, clock } };
    readBody(source).then(outcome.resolve, outcome.resolve);
    response.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const asking = http.request({
    port: (server.address() as AddressInfo).port,
    host: "127.0.0.1",
    method: "POST",
  });
  asking.on("error", () => {});
  return { clock, rooms, asking, outcome: outcome.promise, begun: begun.promise };
}

test("a body that gets on takes as long as it takes; one that stands still for a minute is given up", async () => {
  const { clock, asking, outcome, begun } = await reading(mebibyte);
  asking.write("one");
  const request = await begun;
  for (const piece of ["two", "three"]) {
    clock.advance(60_000);
    const came = once(request, "data");
    asking.write(piece);
    await came;
  }
  clock.advance(60_000);
  clock.advance(60_000);
  expect(await outcome).toMatchObject({ status: 408, code: "request_timeout" });
});

test("a client that leaves in the middle of its body is waited for no longer", async () => {
  const { asking, outcome, begun } = await reading(mebibyte);
  asking.write("one");
  await begun;
  asking.destroy();
  expect(await outcome).toBeInstanceOf(Error);
});

test("all bodies share a room: who finds none is told when to come again, one alone always finds it", () => {
  const rooms = createBodyRooms(() => 64 * mebibyte);
  const first = rooms.open();
  first.take(600 * mebibyte);
  const second = rooms.open();
  expect(() => second.take(1)).toThrow(RequestError);
  first.release();
  first.release();
  expect(rooms.held()).toBe(0);
  const many = Array.from({ length: 4 }, () => rooms.open());
  for (const room of many) room.take(64 * mebibyte);
  expect(() => rooms.open().take(mebibyte)).toThrow(/Try again/);
  for (const room of many) room.release();
  expect(rooms.held()).toBe(0);
});

test.each([
  ["/v1/chat/completions", 503, "gateway_busy"],
  ["/v1/messages", 529, "overloaded_error"],
  ["/codex/v1/responses", 503, "gateway_busy"],
])("without room %s answers %i and says when to come again", async (path, status, word) => {
  const { url } = await startSwitchyard();
  const { port } = new URL(url);
  // Bodies that do not come to their end hold the room that they fill.
  const most = Buffer.alloc(63 * mebibyte, 32);
  for (let count = 0; count < 4; count += 1) {
    const asking = http.request({
      port,
      host: "127.0.0.1",
      method: "POST",
      path: "/v1/chat/completions",
      headers: { "content-type": "application/json", "content-length": most.length + 1 },
    });
    asking.on("error", () => {});
    onTestFinished(() => void asking.destroy());
    await new Promise<void>((resolve) => asking.write(most, () => resolve()));
  }
  const answer = await postJson(url + path, { ...hello, max_tokens: 5, padding: "x".repeat(20 * mebibyte) });
  expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining(word)]);
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
});

test("what unpacks to far more than it is, or lies in many encodings, is refused; what is well packed is not", async () => {
  const { url } = await startSwitchyard();
  const send = (body: Buffer, encoding: string) =>
    fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", "content-encoding": encoding },
      body: new Uint8Array(body),
    });
  const bomb = Buffer.alloc(60 * mebibyte, 32);
  for (const [body, encoding] of [
    [gzipSync(bomb), "gzip"],
    [zstdCompressSync(bomb), "zstd"],
  ] as const) {
    const answer = await send(body, encoding);
    expect([answer.status, await answer.text()]).toEqual([413, expect.stringContaining("100 times")]);
  }
  const wordy = Buffer.from(JSON.stringify({ ...hello, metadata: { padding: noise(9 * mebibyte) } }));
  expect((await send(gzipSync(wordy), "gzip")).status).toBe(200);
  expect((await send(gzipSync(gzipSync(JSON.stringify(hello))), "gzip, gzip")).status).toBe(200);
  expect((await send(gzipSync(gzipSync(gzipSync(JSON.stringify(hello)))), "gzip, gzip, gzip")).status).toBe(
    415,
  );
});

test.each([
  ["a refused size", {}, { "content-length": String(100 * mebibyte) }, 413],
  ["a wrong key", { SWITCHYARD_API_KEY: "a-key-of-this-test" }, { "transfer-encoding": "chunked" }, 401],
])("after %s the rest of a body is not read for ever", async (_what, env, headers, status) => {
  const clock = { ...manualClock() };
  const { url } = await startSwitchyard({ env, compose: { clock } });
  const { port } = new URL(url);
  const asking = http.request({
    port,
    host: "127.0.0.1",
    method: "POST",
    path: "/v1/chat/completions",
    headers: { "content-type": "application/json", ...headers },
  });
  const cut = new Promise<void>((resolve) => asking.on("error", () => {}).on("close", () => resolve()));
  asking.write("{");
  const [answer] = (await once(asking, "response")) as [http.IncomingMessage];
  expect(answer.statusCode).toBe(status);
  answer.resume();
  await once(answer, "end");
  clock.advance(2_000);
  await cut;
});

test("a connection over which nothing comes is cut after a minute, one that has been used is not", async () => {
  const clock = manualClock();
  const { url } = await startSwitchyard({ compose: { clock } });
  const connect = async () => {
    const socket = net.connect(Number(new URL(url).port), "127.0.0.1");
    socket.on("error", () => {});
    onTestFinished(() => void socket.destroy());
    await once(socket, "connect");
    return socket;
  };
  const [silent, used] = [await connect(), await connect()];
  used.write("GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
  await once(used, "data");
  const closed = once(silent, "close");
  clock.advance(60_000);
  await closed;
  used.write("GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
  expect(String((await once(used, "data"))[0])).toContain("200 OK");
});

test("a response is kept by the weight of what was decoded, however it was sent", async () => {
  const { url } = await startSwitchyard();
  const image = `data:image/png;base64,${noise(9 * mebibyte)}`;
  const content = [{ type: "input_image", image_url: image }];
  const body = JSON.stringify({ model: "gpt-5.5", input: [{ type: "message", role: "user", content }] });
  const ids: string[] = [];
  for (let count = 0; count < 16; count += 1) {
    // In chunks: no header tells how long it is.
    const sent = { body: new Blob([body]).stream(), duplex: "half" } as RequestInit;
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${url}/v1/responses`, { method: "POST", headers, ...sent });
    ids.push(((await answer.json()) as { id: string }).id);
  }
  const known = await Promise.all(ids.map(async (id) => (await fetch(`${url}/v1/responses/${id}`)).status));
  expect(known.filter((status) => status === 200).length).toBeLessThan(16);
  expect(known.at(-1)).toBe(200);
}, 60_000);

/** Base64 that packs as badly as that of a picture. */
function noise(length: number): string {
  return randomBytes(Math.ceil((length * 3) / 4))
    .toString("base64")
    .slice(0, length);
}
