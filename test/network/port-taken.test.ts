/** A port that somebody else has: told who it is, and left for a free one with everything that points there. */
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isSwitchyard, portTakenError } from "../../src-main/network/port-taken.ts";
import { startSwitchyard, temporaryFolder } from "../support/switchyard.ts";

async function occupant(answer: RequestListener): Promise<number> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function startAt(port: number, env: NodeJS.ProcessEnv = {}) {
  const dataFolder = await temporaryFolder();
  writeFileSync(path.join(dataFolder, "settings.json"), JSON.stringify({ gateway: { port } }));
  return startSwitchyard({
    env: {
      HOME: dataFolder,
      CODEX_HOME: path.join(dataFolder, "codex"),
      SWITCHYARD_PORT: undefined,
      ...env,
    },
    compose: { dataFolder },
  });
}

test("another Switchyard is known by its answer, a stranger and a silent one are not", async () => {
  const { url } = await startSwitchyard();
  expect(await isSwitchyard("127.0.0.1", Number(new URL(url).port))).toBe(true);
  expect(await isSwitchyard("127.0.0.1", await occupant((_, response) => void response.end("hello")))).toBe(
    false,
  );
  expect(await isSwitchyard("127.0.0.1", await occupant(() => {}))).toBe(false);
  expect(portTakenError(8787, false, { name: "ollama", pid: 4711 }).message).toBe(
    "Port 8787 is taken by another program (ollama, process 4711).",
  );
});

test("where another Switchyard serves, that is said", async () => {
  const { url } = await startSwitchyard();
  await expect(startAt(Number(new URL(url).port))).rejects.toThrow(/^Another Switchyard.* already serves/);
});

test("the gateway moves to a free port when asked, and Codex and the tools that are set up follow", async () => {
  const { client, url, dataFolder, switchyard } = await startAt(0);
  mkdirSync(path.join(dataFolder, "codex"));
  await switchyard.resume();
  await client.codex.on({});
  await client.tools.on({ id: "claude-code" });
  const codex = () => readFileSync(path.join(dataFolder, "codex/config.toml"), "utf8");
  const claude = () => readFileSync(path.join(dataFolder, ".claude/settings.json"), "utf8");
  expect(codex()).toContain(url);

  await client.gateway.stop();
  const taken = await occupant((_, response) => void response.end());
  await client.settings.update({ gateway: { port: taken } });
  const stuck = await client.gateway.start();
  expect(stuck).toMatchObject({ state: "failed", problem: { code: "port_in_use" } });
  const moved = await client.gateway.moveToFreePort();
  expect(moved.state).toBe("running");
  expect(moved.port).toBeGreaterThan(taken);
  expect((await client.settings.get()).values.gateway.port).toBe(moved.port);
  await expect.poll(codex).toContain(`http://127.0.0.1:${moved.port}/codex/v1`);
  await expect.poll(claude).toContain(`http://127.0.0.1:${moved.port}`);
  await client.tools.off({ id: "claude-code" });
  await client.codex.off();
  expect(() => codex()).toThrow("ENOENT");
});

test("a port that the environment sets is not changed behind its back", async () => {
  const first = await startAt(0);
  const port = Number(new URL(first.url).port);
  await first.client.gateway.stop();
  const second = await startAt(0, { SWITCHYARD_PORT: String(port) });
  await second.client.gateway.stop();
  const stranger = createServer((_, response) => void response.end()).listen(port, "127.0.0.1");
  await once(stranger, "listening");
  onTestFinished(() => void stranger.close());
  await expect(second.client.gateway.moveToFreePort()).rejects.toThrow(/set by the environment/);
});
