/** Which upgrades are made, for whom, and what becomes of open connections. */
import net from "node:net";
import { expect, test } from "vitest";
import { createGate } from "../../../src-main/simulator/answers/gate.ts";
import { plainAccounts, startSwitchyard } from "../../support/switchyard.ts";
import { openSocket, textOf, UpgradeRefused } from "../../support/web-socket.ts";
import { asked, begin, headers, lastRow, responses, startBench } from "./codex-frames.ts";

/** Status and body of the answer to an upgrade that is not made. */
async function refusal(url: string, more: Record<string, string> = {}): Promise<[number, string]> {
  const error = await openSocket(url, { ...headers, ...more }).catch((thrown: unknown) => thrown);
  if (error instanceof UpgradeRefused) return [error.status, error.body];
  throw new Error(`It was not refused: ${String(error)}`);
}

test("a client that is sent to HTTP gets 426: setting off, other paths, nobody who can serve", async () => {
  const { url, client, simulator } = await startSwitchyard();
  expect(await refusal(`${url}/v1/chat/completions`)).toEqual([426, ""]);
  await client.settings.update({ gateway: { websocket: false } });
  expect(await refusal(`${url}/codex/v1/responses`)).toEqual([426, ""]);
  expect(simulator.requests.to(responses)).toEqual([]);
  await client.settings.update({ gateway: { websocket: true } });
  expect((await openSocket(`${url}/codex/v1/responses`, headers)).headers.upgrade).toBe("websocket");

  const nobody = await startSwitchyard({ signIn: [] });
  expect(await refusal(`${nobody.url}/codex/v1/responses`)).toEqual([426, ""]);
  const limited = await startSwitchyard();
  const resetsAt = Math.floor(Date.now() / 1000) + 3600;
  const error = { type: "usage_limit_reached", message: "used up", resets_at: resetsAt };
  limited.simulator.script.next({ method: "GET", reply: { status: 429, body: { error } } });
  expect(await refusal(`${limited.url}/codex/v1/responses`)).toEqual([426, ""]);
  await expect.poll(async () => (await limited.client.accounts.list())[0]?.health).toBe("limited");
  // An upgrade is no request: it leaves no row.
  expect(await limited.client.requests.recent({ limit: 5 })).toEqual([]);
});

test("when one account is refused at the door, the next one opens it", async () => {
  const { url, simulator } = await startSwitchyard({
    signIn: ["one", "two"],
    accounts: plainAccounts,
  });
  const error = { type: "usage_limit_reached", message: "used up", resets_in_seconds: 60 };
  simulator.script.next({ method: "GET", account: "one", reply: { status: 429, body: { error } } });
  const socket = await openSocket(`${url}/codex/v1/responses`, headers);
  expect(textOf(await socket.turn(begin("say hello")))).toBe("hello");
  expect(simulator.requests.lastAsked).toMatchObject({ accountId: "two", socket: 1 });
});

test("addresses are as forgiving as over HTTP", async () => {
  const { url } = await startSwitchyard();
  for (const path of ["/codex/v1/responses", "/codex/responses", "/codex/v1/v1/responses?x=1"]) {
    const socket = await openSocket(url + path, headers);
    expect(textOf(await socket.turn(begin("say hello"))), path).toBe("hello");
  }
});

test("without a key only loopback names and no web page get in; with one only its holders", async () => {
  const { url } = await startSwitchyard();
  const path = `${url}/codex/v1/responses`;
  const told = ([status, body]: [number, string]) => [
    status,
    (JSON.parse(body) as { error: { code: string } }).error.code,
  ];
  expect(told(await refusal(path, { host: "evil.example" }))).toEqual([403, "host_not_allowed"]);
  expect(told(await refusal(path, { origin: "https://evil.example" }))).toEqual([403, "origin_not_allowed"]);

  const keyed = await startSwitchyard({ env: { SWITCHYARD_API_KEY: "sk-local-test-key" } });
  // Over HTTP Codex shows what is wrong; here it would renew its own login and try on.
  expect(await refusal(`${keyed.url}/codex/v1/responses`)).toEqual([426, ""]);
  const socket = await openSocket(`${keyed.url}/codex/v1/responses`, {
    ...headers,
    authorization: "Bearer sk-local-test-key",
  });
  expect(textOf(await socket.turn(begin("say hello")))).toBe("hello");
  expect(keyed.simulator.requests.lastAsked?.headers["authorization"]).not.toContain("sk-local");
});

test("a client that leaves before its upgrade is answered leaves nothing open", async () => {
  const { url, simulator, client } = await startSwitchyard();
  const gate = createGate();
  simulator.script.next({ method: "GET", headersGate: gate });
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  socket.write(
    `GET /codex/v1/responses HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MZvANsrE4FFKjRznueBORQ==\r\n\r\n`,
  );
  await gate.reached;
  socket.destroy();
  gate.open();
  const upgrade = await simulator.requests.waitFor(
    ({ method, path }) => method === "GET" && path === responses,
  );
  expect(upgrade.status).toBe(101);
  await upgrade.closed;
  expect((await client.gateway.status()).activeRequests).toBe(0);
});

test("a stopping gateway lets the response under way end and then the connection", async () => {
  const bench = await startBench();
  const idle = await openSocket(`${bench.url}/codex/v1/responses`, headers);
  const gate = createGate();
  bench.simulator.script.next({ gate: { afterEvents: 5, gate } });
  const answer = bench.socket.turn(begin("say goodbye"));
  await gate.reached;
  const stopped = bench.client.gateway.stop();
  expect((await idle.closed).code).toBe(1001);
  gate.open();
  expect(textOf(await answer)).toBe("goodbye");
  expect((await bench.socket.closed).code).toBe(1001);
  expect((await stopped).state).toBe("stopped");
  expect(await lastRow(bench)).toMatchObject({ outcome: "ok" });
  await expect.poll(() => asked(bench).length).toBe(1);
});
