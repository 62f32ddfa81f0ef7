import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import { request } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { createOutbound } from "../../src-main/network/outbound.ts";
import { hello, postJson, startSwitchyard } from "../support/switchyard.ts";

test("renewed, it opens new connections; what is under way ends on the old one", async () => {
  const sockets: Socket[] = [];
  const held = Promise.withResolvers<void>();
  const server = createServer((incoming, response) => {
    sockets.push(incoming.socket);
    if (incoming.url === "/slow") void held.promise.then(() => response.end("slow"));
    else response.end("quick");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  const exit = createOutbound({
    choice: () => ({ proxy: "none", proxyUrl: null }),
    changed: () => {},
  });
  onTestFinished(() => exit.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = async (path: string) =>
    (await request(url + path, { dispatcher: exit.dispatcher() })).body.text();
  // Side by side, so that connections are left over for whoever asks next.
  await Promise.all([ask("/"), ask("/"), ask("/")]);
  await setImmediate();
  const slow = ask("/slow");
  await expect.poll(() => sockets.length).toBe(4);
  expect(sockets.slice(0, 3)).toContain(sockets[3]);
  exit.renew();
  expect(await ask("/")).toBe("quick");
  expect(sockets.slice(0, 4)).not.toContain(sockets[4]);
  held.resolve();
  expect(await slow).toBe("slow");
});

test("a proxy that no account uses any more keeps no connections", async () => {
  const exit = createOutbound({ choice: () => ({ proxy: "none", proxyUrl: null }), changed: () => {} });
  onTestFinished(() => exit.close());
  for (const port of [1, 2, 3, 4]) {
    exit.setOwnProxies(new Map([["one", `http://127.0.0.1:${port}`]]));
    await expect(request("http://127.0.0.1:9/", { dispatcher: exit.dispatcher("one") })).rejects.toThrow();
  }
  expect(exit.open()).toBe(1);
  exit.setOwnProxies(new Map());
  expect(exit.open()).toBe(0);
});

test("after a sleep limits are read again and requests go on", async () => {
  const { url, simulator, switchyard, client } = await startSwitchyard();
  const readings = () => simulator.requests.to("/backend-api/wham/usage").length;
  await expect.poll(readings).toBe(1);
  await expect.poll(async () => (await client.accounts.list())[0]?.limits?.source).toBe("usage");
  switchyard.wakeUp();
  // Just read: not asked again.
  expect((await postJson(`${url}/v1/chat/completions`, hello)).status).toBe(200);
  switchyard.networkChanged();
  expect((await postJson(`${url}/v1/chat/completions`, hello)).status).toBe(200);
  expect(readings()).toBe(1);
});
