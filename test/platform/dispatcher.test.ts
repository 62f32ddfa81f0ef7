import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { request } from "undici";
import { createDispatcher, isProxyAddress, type ProxyChoice } from "../../src-main/platform/dispatcher.ts";
import { createGate } from "../../src-main/simulator/gate.ts";
import { begin as beginExchange } from "../simulator/harness.ts";
import { startHttpProxy, startSocksProxy } from "../support/proxies.ts";
import { eventsOf, hello, plainAccounts, postJson, startSwitchyard } from "../support/switchyard.ts";

/** Two origins, as the real services are: a proxy must not send one to the other. */
async function startServer(): Promise<{ host: string; url: string }> {
  const server = createServer((incoming, response) => response.end(incoming.headers.host));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { host, url: `http://${host}/` };
}

async function get(url: string, choice: ProxyChoice, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const dispatcher = createDispatcher(choice, env);
  try {
    return await (await request(url, { dispatcher })).body.text();
  } finally {
    await dispatcher.close();
  }
}

test.each([
  ["HTTP", startHttpProxy],
  ["SOCKS5", startSocksProxy],
])("everything goes through a custom %s proxy: sign-in, renewal, models, limits, turns", async (_, start) => {
  const proxy = await start();
  const { simulator, client, url } = await startSwitchyard({ env: { SWITCHYARD_PROXY: proxy.url } });
  const target = new URL(simulator.url).host;
  const through = async (work: () => Promise<unknown>) => {
    const [seen, answered] = [proxy.targets.length, simulator.requests.entries.length];
    await work();
    expect(simulator.requests.entries.length).toBeGreaterThan(answered);
    return proxy.targets.slice(seen);
  };
  const targets = [
    ...(await through(() => client.signIn.start({ method: "device", openBrowser: false }))),
    ...(await through(() => client.models.refresh())),
    ...(await through(async () => {
      const [account] = await client.accounts.list();
      await client.accounts.refresh({ id: account?.id ?? "" });
    })),
    ...(await through(async () => {
      const answer = await postJson(`${url}/v1/chat/completions`, { ...hello, stream: true });
      expect(eventsOf(await answer.text()).at(-1)).toBe("[DONE]");
    })),
  ];
  await client.signIn.cancel();
  expect(proxy.targets.length).toBeGreaterThan(0);
  expect(new Set([...proxy.targets, ...targets])).toEqual(new Set([target]));
});

test("a proxy that is down is a network failure that names the way out", async () => {
  const { client } = await startSwitchyard({ env: { SWITCHYARD_PROXY: "http://127.0.0.1:1" } });
  const [account] = await client.accounts.list();
  await expect(client.accounts.refreshLimits({ id: account?.id ?? "" })).rejects.toMatchObject({
    data: { code: "network", advice: expect.stringContaining("proxy") },
  });
});

test("SOCKS5 tells two hosts apart", async () => {
  const [one, two] = [await startServer(), await startServer()];
  const proxy = await startSocksProxy();
  const dispatcher = createDispatcher({ proxy: "custom", proxyUrl: proxy.url }, {});
  onTestFinished(() => dispatcher.destroy());
  for (const { url, host } of [one, two, one]) {
    expect(await (await request(url, { dispatcher })).body.text()).toBe(host);
  }
  expect(new Set(proxy.targets)).toEqual(new Set([one.host, two.host]));
});

test("a change of the proxy counts from the next request on; a running stream finishes", async () => {
  const proxy = await startHttpProxy();
  const { simulator, client, url } = await startSwitchyard();
  const gate = createGate();
  simulator.script.next({ gate: { afterEvents: 4, gate } });
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ ...hello, stream: true });
  const running = beginExchange(`${url}/v1/chat/completions`, { method: "POST", headers, body });
  await gate.reached;
  await client.settings.update({ network: { proxy: "custom", proxyUrl: proxy.url } });
  expect(proxy.targets).toEqual([]);

  const next = await postJson(`${url}/v1/chat/completions`, hello);
  expect(next.status).toBe(200);
  expect(proxy.targets).toEqual([new URL(simulator.url).host]);
  gate.open();
  const { text, whole } = await running.done;
  expect(whole).toBe(true);
  expect(eventsOf(text).at(-1)).toBe("[DONE]");

  await client.settings.update({ network: { proxy: "none" } });
  expect((await postJson(`${url}/v1/chat/completions`, hello)).status).toBe(200);
  expect(proxy.targets).toHaveLength(1);
});

test("a proxy that is none is refused, in words, and nothing breaks", async () => {
  const { client, url } = await startSwitchyard({ accounts: plainAccounts });
  await expect(
    client.settings.update({ network: { proxy: "custom", proxyUrl: "nonsense" } }),
  ).rejects.toMatchObject({
    code: "bad_request",
    data: { message: expect.stringContaining("socks5://host:port") },
  });
  // Chosen before the address is typed: the window does it in this order.
  await client.settings.update({ network: { proxy: "custom" } });
  expect((await postJson(`${url}/v1/chat/completions`, hello)).status).toBe(200);
});

test("the environment's proxy is used, but not for this computer", async () => {
  const server = await startServer();
  const proxy = await startHttpProxy();
  const choice: ProxyChoice = { proxy: "environment", proxyUrl: null };
  expect(await get(server.url, choice, { HTTP_PROXY: proxy.url })).toBe(server.host);
  expect(proxy.targets).toEqual([]);
  const elsewhere = server.url.replace("127.0.0.1", "127.0.0.2");
  await get(elsewhere, choice, { http_proxy: proxy.url }).catch(() => null);
  expect(proxy.targets).toEqual([new URL(elsewhere).host]);
  await get(elsewhere, choice, { HTTP_PROXY: proxy.url, NO_PROXY: "127.0.0.2" }).catch(() => null);
  await get(elsewhere, { proxy: "none", proxyUrl: null }, { HTTP_PROXY: proxy.url }).catch(() => null);
  expect(proxy.targets).toHaveLength(1);
});

test("an environment's proxy of another kind is named", () => {
  const env = { HTTPS_PROXY: "socks5://127.0.0.1:1080" };
  expect(() => createDispatcher({ proxy: "environment", proxyUrl: null }, env)).toThrow(/HTTPS_PROXY/);
});

test.each([
  ["http://127.0.0.1:3128", true],
  ["https://user:word@proxy.example.com", true],
  ["socks5://127.0.0.1:1080", true],
  ["socks5h://127.0.0.1:1080", true],
  ["socks://127.0.0.1:1080", true],
  ["socks4://127.0.0.1:1080", false],
  ["ftp://127.0.0.1", false],
  ["127.0.0.1:3128", false],
  ["http://", false],
  ["", false],
])("%j as a proxy: %s", (address, good) => {
  expect(isProxyAddress(address)).toBe(good);
});
