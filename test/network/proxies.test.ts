/** Everything goes through the proxy, whatever it speaks: a backend that cannot be reached in any other way. */
import { expect, test } from "vitest";
import { createGate } from "../../src-main/simulator/answers/gate.ts";
import { begin as beginFrame, headers as codexHeaders } from "../gateway/sockets/codex-frames.ts";
import { begin as beginExchange, send } from "../simulator/harness.ts";
import { farTarget, startBehind, startFarUpstream, type FarRunning } from "../support/far-upstream.ts";
import { startHttpProxy, startSocksProxy, testCa, type ProxyOptions } from "../support/proxies.ts";
import { claimSignInPorts } from "../support/sign-in-ports.ts";
import { eventsOf, hello, postJson, startSwitchyard } from "../support/switchyard.ts";
import { openSocket, textOf } from "../support/web-socket.ts";

const login = { name: "some one", password: "not:a@real/one%" };
const startHttpsProxy = (options: ProxyOptions) => startHttpProxy({ ...options, secure: true });

test.each([
  ["HTTP", startHttpProxy, undefined],
  ["HTTP with a password", startHttpProxy, login],
  ["HTTPS", startHttpsProxy, undefined],
  ["HTTPS with a password", startHttpsProxy, login],
  ["SOCKS5", startSocksProxy, undefined],
  ["SOCKS5 with a password", startSocksProxy, login],
] as const)(
  "through %s: turns, streams, WebSocket, renewal, limits, models, sign-in",
  async (_, start, given) => {
    await claimSignInPorts();
    const running = await startBehind(start, given === undefined ? {} : { login: given });
    const { proxy, far, simulator, client, url } = running;

    const plain = await postJson(`${url}/v1/chat/completions`, hello);
    expect(plain.status).toBe(200);
    const stream = await postJson(`${url}/v1/chat/completions`, { ...hello, stream: true });
    expect(eventsOf(await stream.text()).at(-1)).toBe("[DONE]");
    const passed = await postJson(`${url}/codex/v1/responses`, codexBody, codexHeaders);
    expect(await passed.text()).toContain("response.completed");
    const socket = await openSocket(`${url}/codex/v1/responses`, codexHeaders);
    expect(textOf(await socket.turn(beginFrame("say hello")))).toBe("hello");
    expect(simulator.requests.lastAsked?.socket).toBe(1);

    const [account] = await client.accounts.list();
    const readings = simulator.requests.to("/backend-api/wham/usage").length;
    await client.accounts.refresh({ id: account?.id ?? "" });
    expect(simulator.requests.to("/oauth/token")).toHaveLength(1);
    expect(simulator.requests.to("/backend-api/wham/usage").length).toBeGreaterThan(readings);
    await client.models.refresh();
    await signInAs("two", running);
    expect((await client.accounts.list()).map(({ email }) => email)).toContain("two@example.com");

    expect(new Set(proxy.targets)).toEqual(new Set(Object.values(farTarget)));
    // Nothing reached the backend that the proxy did not see.
    expect(far.connections()).toBe(proxy.targets.length);
    expect(
      JSON.stringify([await client.requests.recent({ limit: 50 }), await client.network.test({})]),
    ).not.toContain("real");
  },
);

const codexBody = {
  model: "gpt-5.5",
  instructions: "",
  input: [{ type: "message", role: "user", content: [{ type: "input_text", text: "say hello" }] }],
  store: false,
  stream: true,
};

/** The person's part happens in a browser, which has a way of its own. */
async function signInAs(
  account: string,
  { client, simulator }: FarRunning,
  accountId?: string,
): Promise<void> {
  const again = accountId === undefined ? {} : { accountId };
  const state = await client.signIn.start({ method: "browser", openBrowser: false, ...again });
  if (state.step !== "browser") throw new Error(`It is at ${state.step}.`);
  const form = new URLSearchParams({ request: new URL(state.authorizeUrl).search.slice(1), account });
  const answer = await send(`${simulator.authBaseUrl}/oauth/authorize`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: form.toString(),
  });
  const done = await client.signIn.paste({ address: String(answer.headers["location"]) });
  expect(done).toMatchObject({ step: "done" });
}

test("two accounts, two proxies; what belongs to an account takes its way", async () => {
  await claimSignInPorts();
  const far = await startFarUpstream();
  const [first, second, everybody] = await Promise.all([
    startHttpProxy({ names: far.names, login }),
    startSocksProxy({ names: far.names }),
    startHttpProxy({ names: far.names }),
  ]);
  const running = await startSwitchyard({
    upstream: far.simulator,
    env: { ...far.env, SWITCHYARD_PROXY: everybody.url, SWITCHYARD_CA_FILE: testCa },
    signIn: ["one", "two"],
  });
  const { client, url, simulator } = running;
  await expect.poll(() => simulator.requests.to("/backend-api/wham/usage").length).toBe(2);
  const [one, two] = await client.accounts.list();
  await client.accounts.setProxy({ id: one?.id ?? "", proxy: first.url });
  const list = await client.accounts.setProxy({ id: two?.id ?? "", proxy: second.url });
  expect(list.map(({ proxy }) => proxy)).toEqual([first.url.replace(/\/\/.*@/, "//…@"), second.url]);
  const quiet = everybody.targets.length;

  for (const [account, proxy, other] of [
    [one, first, second],
    [two, second, first],
  ] as const) {
    const seen = other.targets.length;
    const id = account?.id ?? "";
    await client.accounts.use({ id });
    expect((await postJson(`${url}/v1/chat/completions`, hello)).status).toBe(200);
    const socket = await openSocket(`${url}/codex/v1/responses`, codexHeaders);
    expect(textOf(await socket.turn(beginFrame("say hello")))).toBe("hello");
    await client.accounts.refresh({ id });
    const name = account?.email?.split("@")[0] ?? "";
    const asked = () =>
      ["/backend-api/wham/usage", "/backend-api/codex/models"].map(
        (path) => simulator.requests.to(path).length,
      );
    const before = asked();
    await signInAs(name, { ...running, proxy, far }, id);
    // Whatever a sign-in leads to has to be over before the next account's turn.
    await expect.poll(asked).toEqual(before.map((count) => count + 1));
    expect(new Set(proxy.targets)).toEqual(new Set(Object.values(farTarget)));
    expect(other.targets).toHaveLength(seen);
  }
  // The models are asked of an account too.
  expect(everybody.targets).toHaveLength(quiet);

  const wrong = client.accounts.setProxy({ id: one?.id ?? "", proxy: "nonsense" });
  await expect(wrong).rejects.toMatchObject({ code: "bad_request" });
  await client.accounts.setProxy({ id: one?.id ?? "", proxy: null });
  await client.accounts.use({ id: one?.id ?? "" });
  // Connections that are left over from the beginning would do as well.
  running.switchyard.networkChanged();
  expect((await postJson(`${url}/v1/chat/completions`, hello)).status).toBe(200);
  expect(everybody.targets.length).toBeGreaterThan(quiet);
});

test("the system's proxy is followed: the next request goes where the system says now", async () => {
  const far = await startFarUpstream();
  const [before, after] = await Promise.all([
    startHttpProxy({ names: far.names }),
    startSocksProxy({ names: far.names }),
  ]);
  let told = before.url;
  let now = Date.now();
  const running = await startSwitchyard({
    upstream: far.simulator,
    env: { ...far.env, SWITCHYARD_PROXY: "system", SWITCHYARD_CA_FILE: testCa },
    compose: {
      clock: { now: () => now, after: () => () => {} },
      systemProxy: { resolve: async () => ({ route: [new URL(told)], from: "system" }) },
    },
  });
  const ask = async () => (await postJson(`${running.url}/v1/chat/completions`, hello)).status;
  expect(await ask()).toBe(200);
  const seen = before.targets.length;
  expect([seen > 0, after.targets.length]).toEqual([true, 0]);
  told = after.url;
  now += 5_000;
  expect(await ask()).toBe(200);
  expect([before.targets.length, after.targets.length > 0]).toEqual([seen, true]);
  expect(await running.client.network.route({})).toEqual({
    source: "system",
    ways: [after.url],
    problem: null,
  });

  // Nothing but a dead port: the request fails, and the next one finds the way again.
  told = "http://127.0.0.1:1";
  now += 5_000;
  expect(await ask()).toBe(502);
  told = before.url;
  now += 5_000;
  expect(await ask()).toBe(200);
  expect(before.targets.length).toBeGreaterThan(seen);
});

test("ways are tried in order, and a password is no reason to try the next", async () => {
  const far = await startFarUpstream();
  const [closed, open] = await Promise.all([
    startHttpProxy({ names: far.names, login }),
    startHttpProxy({ names: far.names }),
  ]);
  const withoutLogin = closed.url.replace(/\/\/.*@/, "//");
  let told = ["http://127.0.0.1:1", open.url];
  let now = Date.now();
  const { url } = await startSwitchyard({
    upstream: far.simulator,
    env: { ...far.env, SWITCHYARD_PROXY: "system", SWITCHYARD_CA_FILE: testCa },
    compose: {
      clock: { now: () => now, after: () => () => {} },
      systemProxy: { resolve: async () => ({ route: told.map((each) => new URL(each)), from: "system" }) },
    },
  });
  expect((await postJson(`${url}/v1/chat/completions`, hello)).status).toBe(200);
  expect(open.targets.length).toBeGreaterThan(0);
  told = [withoutLogin, open.url];
  now += 5_000;
  const seen = open.targets.length;
  const refused = await postJson(`${url}/v1/chat/completions`, hello);
  expect([refused.status, open.targets.length]).toEqual([502, seen]);
  expect(await refused.text()).toContain(
    `The proxy ${new URL(withoutLogin).host} requires a username and password`,
  );
});

test("a change of the proxy counts from the next request on; a running stream finishes", async () => {
  const far = await startFarUpstream();
  const [one, two] = await Promise.all([
    startHttpProxy({ names: far.names }),
    startHttpProxy({ names: far.names }),
  ]);
  const { simulator, client, url } = await startSwitchyard({
    upstream: far.simulator,
    env: { ...far.env, HTTPS_PROXY: one.url, SWITCHYARD_CA_FILE: testCa },
  });
  const gate = createGate();
  simulator.script.next({ gate: { afterEvents: 4, gate } });
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ ...hello, stream: true });
  const running = beginExchange(`${url}/v1/chat/completions`, { method: "POST", headers, body });
  await gate.reached;
  const seen = one.targets.length;
  await client.settings.update({ network: { proxy: "custom", proxyUrl: two.url } });
  expect(two.targets).toEqual([]);

  expect((await postJson(`${url}/v1/chat/completions`, hello)).status).toBe(200);
  // What is asked beside it (limits) goes the new way too.
  expect(new Set(two.targets)).toEqual(new Set([farTarget.codex]));
  gate.open();
  const { text, whole } = await running.done;
  expect(whole).toBe(true);
  expect(eventsOf(text).at(-1)).toBe("[DONE]");
  expect(one.targets).toHaveLength(seen);
});

test("this computer is never proxied, whatever is set", async () => {
  const proxy = await startHttpProxy();
  for (const env of [{ SWITCHYARD_PROXY: proxy.url }, { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url }]) {
    const { url, client } = await startSwitchyard({ env });
    expect((await postJson(`${url}/v1/chat/completions`, hello)).status).toBe(200);
    const [account] = await client.accounts.list();
    await client.accounts.setProxy({ id: account?.id ?? "", proxy: proxy.url });
    expect((await postJson(`${url}/v1/chat/completions`, hello)).status).toBe(200);
  }
  expect([proxy.targets, proxy.connections()]).toEqual([[], 0]);
});

test("what is wrong with the way is said, for each hop, and never with the password", async () => {
  const far = await startFarUpstream();
  const proxy = await startSocksProxy({ names: far.names, login });
  const { client, url } = await startSwitchyard({
    upstream: far.simulator,
    env: { ...far.env, SWITCHYARD_CA_FILE: testCa },
  });
  const { host } = new URL(proxy.url);
  const wrong = proxy.url.replace(/\/\/.*@/, "//some:not-the-real-one@");
  const told = async (network: { proxyUrl: string; caFile?: string }) => {
    await client.settings.update({ network: { proxy: "custom", ...network } });
    const turn = await (await postJson(`${url}/v1/chat/completions`, hello)).text();
    const findings = await client.network.test({});
    expect(turn + JSON.stringify(findings)).not.toMatch(/real/);
    return { turn, findings: findings.filter(({ state }) => state === "bad") };
  };

  const password = await told({ proxyUrl: wrong });
  expect(password.turn).toContain(`The proxy ${host} rejected its username and password`);
  expect(password.findings).toMatchObject([
    { name: "codex.upstream.test answers", advice: expect.stringContaining("name:password@") },
    { name: "auth.upstream.test answers" },
  ]);

  const gone = await told({ proxyUrl: "http://127.0.0.1:1" });
  expect(gone.turn).toContain("The proxy 127.0.0.1:1 cannot be reached (ECONNREFUSED)");
  expect(gone.findings).toMatchObject([
    { name: "Proxy 127.0.0.1:1", message: "No connection to port 1 (ECONNREFUSED)." },
  ]);

  const strange = await told({ proxyUrl: proxy.url.replace("socks5:", "http:") });
  expect(strange.turn).toContain(`${host} did not answer as an HTTP proxy`);
});

test("a CA that nobody knows is explained; network.caFile makes it known, and says when it cannot", async () => {
  const far = await startFarUpstream();
  const proxy = await startHttpProxy({ names: far.names });
  const { client, url, dataFolder } = await startSwitchyard({
    upstream: far.simulator,
    env: { ...far.env, SWITCHYARD_PROXY: proxy.url },
  });
  const ask = () => postJson(`${url}/v1/chat/completions`, hello);
  const bad = async () => (await client.network.test({})).filter(({ state }) => state === "bad");
  expect(await (await ask()).text()).toMatch(/codex\.upstream\.test.*network\.caFile/);
  expect((await bad())[0]).toMatchObject({
    message: expect.stringContaining("intercepting TLS"),
    advice: expect.stringContaining("network.caFile"),
  });

  await client.settings.update({ network: { caFile: testCa } });
  expect((await ask()).status).toBe(200);
  expect(await bad()).toEqual([]);

  for (const [file, why] of [
    [`${dataFolder}/none.pem`, "cannot be read"],
    [`${dataFolder}/settings.json`, "holds no certificate"],
  ] as const) {
    const refused = client.settings.update({ network: { caFile: file } });
    await expect(refused).rejects.toMatchObject({
      code: "bad_request",
      data: { message: expect.stringMatching(new RegExp(`${why}.*${file}`)) },
    });
  }
});
