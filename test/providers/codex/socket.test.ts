/** The backend's WebSocket as the gateway opens it, on real sockets. */
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { Agent } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { failures } from "../../../src-main/simulator/answers/failures.ts";
import { createGate } from "../../../src-main/simulator/answers/gate.ts";
import { startSimulator, type Simulator } from "../../../src-main/simulator/simulator.ts";
import { createCodexClient } from "../../../src-main/providers/codex/client.ts";
import { openCodexSocket, type CodexSocket } from "../../../src-main/providers/codex/socket.ts";
import { manualClock } from "../../support/manual-clock.ts";

interface Bench {
  simulator: Simulator;
  dispatcher: Agent;
  open(signal?: AbortSignal, patienceMs?: number): Promise<CodexSocket>;
}

async function startBench(): Promise<Bench> {
  const simulator = await startSimulator({ accounts: [{ id: "ann" }] });
  onTestFinished(() => simulator.close());
  const dispatcher = new Agent();
  onTestFinished(() => dispatcher.destroy());
  return {
    simulator,
    dispatcher,
    open(signal = new AbortController().signal, patienceMs = 10_000) {
      const { accessToken, workspaceId } = simulator.issueTokens("ann");
      const headers = { authorization: `Bearer ${accessToken}`, "chatgpt-account-id": workspaceId };
      const url = `${simulator.codexBaseUrl}/codex/responses`;
      return openCodexSocket({ url, headers, dispatcher, now: Date.now, patienceMs }, signal);
    },
  };
}

test("it opens with the backend's headers, and tells its reader of frames and of the end", async () => {
  const { simulator, open } = await startBench();
  const socket = await open();
  expect(socket.headers["x-codex-turn-state"]).toBeTruthy();
  expect(socket.isOpen()).toBe(true);
  const frames: string[] = [];
  const ended = new Promise<void>((resolve) => {
    socket.read({ frame: (text) => frames.push(text), closed: resolve });
  });
  simulator.script.next({ closeAfterwards: true });
  socket.send('{"type":"response.destroy"}');
  socket.send('{"type":"response.create","model":"ü"}');
  await ended;
  expect(socket.isOpen()).toBe(false);
  expect(frames).toEqual([expect.stringContaining("invalid_event"), expect.stringContaining("'ü'")]);
});

test("a refusal is told as that of any request: by its kind", async () => {
  const { simulator, open } = await startBench();
  const resetsAt = Date.now() + 60_000;
  const cases = [
    [failures.tokenExpired(), { kind: "auth-expired", status: 401, code: "token_expired" }],
    [failures.tokenRevoked(), { kind: "auth-dead" }],
    [failures.usageLimit({ plan: "plus", resetsAt, now: Date.now() }), { kind: "usage-limit", status: 429 }],
    [failures.cloudflareChallenge(), { kind: "cloudflare", status: 403 }],
    [failures.serverError(), { kind: "server", status: 500 }],
    [failures.emptyNotFound(), { kind: "cloudflare", status: 404 }],
    [{ status: 426 }, { status: 426 }],
  ] as const;
  for (const [reply, failure] of cases) {
    simulator.script.next({ method: "GET", reply });
    await expect(open()).rejects.toMatchObject(failure);
  }
});

test("who does not answer is waited for only so long; who is cut off is a matter of the network", async () => {
  const { simulator, open } = await startBench();
  const gate = createGate();
  simulator.script.next({ method: "GET", headersGate: gate });
  await expect(open(undefined, 20)).rejects.toMatchObject({ kind: "timeout" });
  gate.open();
  simulator.script.next({ method: "GET", cutAfterBytes: 0 });
  await expect(open()).rejects.toMatchObject({ kind: "network" });
});

test("opening ends with the one who wanted it", async () => {
  const { simulator, open } = await startBench();
  const gate = createGate();
  simulator.script.next({ method: "GET", headersGate: gate });
  const gone = new AbortController();
  const opening = open(gone.signal);
  await gate.reached;
  gone.abort();
  await expect(opening).rejects.toMatchObject({ kind: "cancelled" });
  gate.open();
  await expect(open(AbortSignal.abort())).rejects.toMatchObject({ kind: "cancelled" });
});

test("where no WebSocket was to be had none is tried for a while; a refused login is no such place", async () => {
  const { simulator, dispatcher } = await startBench();
  const clock = manualClock();
  const codex = createCodexClient({
    base: simulator.codexBaseUrl,
    dispatcher: () => dispatcher,
    clientVersion: () => "0.169.0",
    now: () => clock.now(),
  });
  const { accessToken, workspaceId } = simulator.issueTokens("ann");
  const credentials = { accountId: "ann", accessToken, workspaceId, fedramp: false };
  const open = () => codex.socket(credentials, {}, new AbortController().signal);
  const upgrades = () => simulator.requests.to("/backend-api/codex/responses").length;

  simulator.script.next({ method: "GET", reply: failures.tokenExpired() });
  await expect(open()).rejects.toMatchObject({ kind: "auth-expired" });
  simulator.script.next({ method: "GET", reply: { status: 426 } });
  await expect(open()).rejects.toMatchObject({ status: 426 });
  await expect(open()).rejects.toMatchObject({ kind: "protocol" });
  expect(upgrades()).toBe(2);
  clock.advance(5 * 60_000);
  (await open()).close();
  expect(upgrades()).toBe(3);
});

test("on another network a WebSocket without a sign of life is dropped, the others stay", async () => {
  const { simulator, dispatcher } = await startBench();
  const relay = await startRelay(Number(new URL(simulator.url).port));
  const clock = manualClock();
  const { accessToken, workspaceId } = simulator.issueTokens("ann");
  const credentials = { accountId: "ann", accessToken, workspaceId, fedramp: false };
  const client = (base: string) =>
    createCodexClient({
      base,
      dispatcher: () => dispatcher,
      clientVersion: () => "0.169.0",
      now: () => clock.now(),
    });
  const here = client(simulator.codexBaseUrl);
  const far = client(simulator.codexBaseUrl.replace(simulator.url, relay.url));
  const [alive, dead] = await Promise.all(
    [here, far].map((each) => each.socket(credentials, {}, new AbortController().signal)),
  );
  const ended = new Promise<void>((resolve) => dead?.read({ frame() {}, closed: resolve }));
  relay.stall();
  const answered = new Promise<void>((resolve) => alive?.read({ frame: () => resolve(), closed() {} }));
  for (const each of [here, far]) each.networkChanged(clock.after);
  alive?.send('{"type":"response.destroy"}');
  await answered;
  expect([alive?.isOpen(), dead?.isOpen()]).toEqual([true, true]);
  clock.advance(15_000);
  await ended;
  expect([alive?.isOpen(), dead?.isOpen()]).toEqual([true, false]);
});

/** Passes everything on until it is told to hold it back. */
async function startRelay(port: number): Promise<{ url: string; stall: () => void }> {
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    const onward = connect(port, "127.0.0.1");
    sockets.push(client, onward);
    for (const socket of [client, onward]) socket.on("error", () => {});
    client.pipe(onward).pipe(client);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((closed) => server.close(closed));
  });
  const stall = () => {
    for (const socket of sockets) socket.unpipe();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stall };
}
