/** What is offered of this computer, on real sockets and files. */
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findProviders } from "../../../src-main/use-cases/providers/find-providers.ts";
import { temporaryFolder } from "../../support/switchyard.ts";

async function listen(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const json =
  (body: object, headers = {}): RequestListener =>
  (_, response) =>
    void response
      .writeHead(200, { "content-type": "application/json", ...headers })
      .end(JSON.stringify(body));

test("servers that list models are offered; a silent one, a web page and ourselves are not", async () => {
  const models = await listen(json({ object: "list", data: [{ id: "qwen3" }] }));
  const ourselves = await listen(json({ data: [] }, { "x-switchyard-catalog": "live" }));
  const page = await listen((_, response) => void response.end("<html>"));
  const silent = await listen(() => {});
  const servers = [models, ourselves, page, silent, 1].map((port) => ({ port, name: `on-${port}` }));
  const home = await temporaryFolder();
  const base = `http://127.0.0.1:${models}`;
  const offered = {
    kind: "openai",
    name: `on-${models}`,
    base,
    dialect: "chat",
    from: { what: "server", where: base },
  };
  expect(await findProviders({ env: {}, home, servers, store: { all: () => [] } })).toEqual([offered]);
  const there = [{ kind: "openai", base }] as never;
  expect(await findProviders({ env: {}, home, servers, store: { all: () => there } })).toEqual([]);
});

test("keys of the environment are offered by their variable's name, Claude Code's settings by their place", async () => {
  const home = await temporaryFolder();
  const folder = path.join(home, ".claude");
  await mkdir(folder);
  const file = path.join(folder, "settings.json");
  const settings = {
    env: { ANTHROPIC_BASE_URL: "https://example.com", ANTHROPIC_AUTH_TOKEN: "made-up-token" },
  };
  await writeFile(file, JSON.stringify(settings));
  const env = { OPENROUTER_API_KEY: "made-up-key-of-a-test", GEMINI_API_KEY: " " };
  const found = await findProviders({ env, home, servers: [], store: { all: () => [] } });
  expect(found).toMatchObject([
    { name: "openrouter", base: "https://openrouter.ai/api", from: { where: "OPENROUTER_API_KEY" } },
    { kind: "claude-settings", from: { what: "settings", where: file } },
  ]);
  expect(JSON.stringify(found)).not.toContain("made-up");
  await writeFile(file, "{ broken");
  expect(await findProviders({ env: {}, home, servers: [], store: { all: () => [] } })).toEqual([]);
});
