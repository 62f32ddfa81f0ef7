/** `serve` and `start` as real processes. */
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { createGate } from "../../src-main/simulator/answers/gate.ts";
import { startSimulator, type Simulator } from "../../src-main/simulator/simulator.ts";
import { begin as beginExchange, send } from "../simulator/harness.ts";
import { begin, commandEnv, run } from "../support/command-line.ts";
import {
  authJson,
  eventsOf,
  hello,
  plainAccounts,
  postJson,
  temporaryFolder,
} from "../support/switchyard.ts";

vi.setConfig({ testTimeout: 120_000 });

async function place(): Promise<{ home: string; simulator: Simulator; env: NodeJS.ProcessEnv }> {
  const home = await temporaryFolder();
  const simulator = await startSimulator({ accounts: plainAccounts });
  onTestFinished(() => simulator.close());
  return { home, simulator, env: commandEnv(home, simulator) };
}

async function signedIn() {
  const here = await place();
  const file = path.join(here.home, "auth.json");
  writeFileSync(file, authJson(here.simulator, "one"));
  expect((await run(["accounts", "import", file], { env: here.env })).code).toBe(0);
  return here;
}

async function startServe(env: NodeJS.ProcessEnv, args: string[] = ["serve"]) {
  const serve = begin(args, { env });
  const [line, gateway = ""] = await serve.says(/^Switchyard is running: gateway (http:\S+).*$/m);
  return { ...serve, line, gateway };
}

test("one ready line with both addresses, a hint for newcomers, and both answer", async () => {
  const { env } = await place();
  const serve = await startServe(env);
  expect(serve.line).toMatch(
    /^Switchyard is running: gateway http:\/\/127\.0\.0\.1:\d+\/v1 · console http:\/\/127\.0\.0\.1:\d+$/,
  );
  // What is no terminal is read by others: a link would let them in.
  await serve.says(/`switchyard console` prints a link that opens the console\./);
  await serve.says(/No account is signed in yet: open the console, or run `switchyard login`\./);
  expect((await fetch(`${serve.gateway.replace("/v1", "")}/healthz`)).status).toBe(200);
  const console = /console (\S+)$/.exec(serve.line)?.[1] ?? "";
  expect((await fetch(console)).status).toBeLessThan(500);
  const links = [await run(["console"], { env }), await run(["console", "--json"], { env })];
  expect(links.map(({ code }) => code)).toEqual([0, 0]);
  expect(links[0]?.out).toMatch(new RegExp(`^${console}/#code=[\\w-]{43}\n$`));
  expect(links[0]?.out).not.toBe(`${(JSON.parse(links[1]?.out ?? "{}") as { url: string }).url}\n`);
  serve.process.kill("SIGTERM");
  const { code, out } = await serve.done;
  expect(code).toBe(0);
  expect(await run(["console"], { env })).toMatchObject({
    code: 1,
    error: expect.stringContaining("Switchyard is not running"),
  });
  expect(out).toBe(`${serve.line}\n`);
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s lets a running stream finish, then it ends in order",
  async (signal) => {
    const { env, simulator, home } = await signedIn();
    const serve = await startServe(env);
    const gate = createGate();
    simulator.script.next({ gate: { afterEvents: 4, gate } });
    const running = beginExchange(`${serve.gateway}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...hello, stream: true }),
    });
    await gate.reached;
    serve.process.kill(signal);
    await serve.says(/Stopping; running requests may finish\./);
    // A connection of its own each time: those that are open may still bring a request.
    const knock = () =>
      send(`${serve.gateway}/models`).then(
        () => "answered",
        () => "refused",
      );
    await expect.poll(knock).toBe("refused");
    gate.open();
    const { text, whole } = await running.done;
    expect(whole).toBe(true);
    expect(eventsOf(text).at(-1)).toBe("[DONE]");
    expect((await serve.done).code).toBe(0);
    expect(existsSync(path.join(home, "owner.lock"))).toBe(false);
    expect(existsSync(path.join(home, "control.json"))).toBe(false);
  },
);

test("a second serve on the same folder says who runs and ends with 1", async () => {
  const { env } = await place();
  const first = await startServe(env);
  const second = await run(["serve"], { env });
  expect(second).toMatchObject({ code: 1, out: "" });
  expect(second.error).toBe(
    `Switchyard is already running with this data folder (process ${first.process.pid}). ` +
      "Use that one, or give this one a folder of its own with SWITCHYARD_HOME.\n",
  );
  expect((await fetch(`${first.gateway.replace("/v1", "")}/healthz`)).status).toBe(200);
});

test("after kill -9 the next one starts, and commands work in between", async () => {
  const { env } = await signedIn();
  const first = await startServe(env);
  first.process.kill("SIGKILL");
  await first.done;
  const between = await run(["accounts", "list"], { env });
  expect(between).toMatchObject({ code: 0, out: expect.stringContaining("one@example.com") });
  expect((await startServe(env)).line).toContain("running");
});

test("a taken gateway port ends it with 1, a taken console port does not", async () => {
  const stranger = createServer((socket) => socket.resume());
  stranger.listen(0, "127.0.0.1");
  await once(stranger, "listening");
  onTestFinished(() => new Promise<void>((resolve) => void stranger.close(() => resolve())));
  const port = String((stranger.address() as AddressInfo).port);
  const { env } = await place();
  const refused = await run(["serve", "--port", port], { env });
  expect(refused).toMatchObject({ code: 1, out: "" });
  expect(refused.error).toContain(`Port ${port} is taken by another program`);
  if (process.platform === "linux") expect(refused.error).toContain(`process ${process.pid}).`);
  const serve = await startServe(env, ["serve", "--console-port", port]);
  expect(serve.line).not.toContain(`:${port}/`);
});

test("flags beat the environment: host, port, key", async () => {
  const { env, home } = await signedIn();
  const key = "not-a-real-key";
  const serve = await startServe({ ...env, SWITCHYARD_HOST: "127.0.0.9" }, [
    "serve",
    "--host",
    "127.0.0.2",
    "--api-key",
    key,
  ]);
  expect(serve.gateway).toMatch(/^http:\/\/127\.0\.0\.2:/);
  const url = `${serve.gateway}/chat/completions`;
  expect((await postJson(url, hello)).status).toBe(401);
  expect((await postJson(url, hello, { authorization: `Bearer ${key}` })).status).toBe(200);
  serve.process.kill("SIGTERM");
  const { out, error } = await serve.done;
  expect(out + error).not.toContain(key);
  expect(readFileSync(path.join(home, "logs/switchyard.log"), "utf8")).not.toContain(key);
});

test("another address than this computer wants a key first", async () => {
  const { env } = await place();
  const { code, error } = await run(["serve", "--host", "0.0.0.0"], { env });
  expect(code).toBe(1);
  expect(error).toContain("Set an API key first");
});

test("--no-console prints no console, and commands reach it all the same", async () => {
  const { env } = await place();
  const serve = await startServe(env, ["serve", "--no-console"]);
  expect(serve.line).not.toContain("console");
  const { out } = await run(["status"], { env });
  expect(out).toContain(`Gateway: running on ${serve.gateway}`);
});

test("the demo answers without an account, and touches nothing of the real folder", async () => {
  const { env, home, simulator } = await signedIn();
  const before = readFileSync(path.join(home, "accounts.json"), "utf8");
  const serve = await startServe(env, ["serve", "--demo"]);
  expect(serve.line).toMatch(/ · demo$/);
  const answer = await postJson(`${serve.gateway}/chat/completions`, hello);
  expect(answer.status).toBe(200);
  const [, folder = ""] = await serve.says(/--home (\S+)/);
  expect((await run(["accounts", "list", "--home", folder], { env })).out).toContain("robin@example.com");
  serve.process.kill("SIGTERM");
  expect((await serve.done).code).toBe(0);
  expect(readFileSync(path.join(home, "accounts.json"), "utf8")).toBe(before);
  expect(simulator.requests.entries).toEqual([]);
});

test.runIf(process.platform === "linux")(
  "start without a display says so in one line and serves",
  async () => {
    const { env } = await place();
    const started = begin([], { env });
    await started.says(/^Switchyard is running/m);
    started.process.kill("SIGTERM");
    const { code, error } = await started.done;
    expect(code).toBe(0);
    expect(error.split("\n")[0]).toBe("There is no display to show the app on. Running headless instead.");
  },
);

test("whoever stops reading early is no failure", async () => {
  const { env } = await place();
  const models = begin(["models", "--json"], { env });
  models.process.stdout?.destroy();
  expect(await models.done).toMatchObject({ code: 0, error: "" });
});

test("a key in the command line is warned of, and the way without is named", async () => {
  const { env } = await place();
  const serve = await startServe(env, ["serve", "--api-key", "sixteen-characters"]);
  await serve.says(/--api-key stands in the list of processes.*SWITCHYARD_API_KEY/);
  serve.process.kill("SIGTERM");
  expect((await serve.done).error).not.toContain("sixteen-characters");
});
