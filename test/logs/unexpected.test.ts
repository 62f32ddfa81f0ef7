/** What nobody foresaw: one line in the log, without what was said, under the name that the person is told. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { safe } from "@orpc/client";
import { createRouterClient } from "@orpc/server";
import express from "express";
import { expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { defaultSettings } from "../../src-shared/settings.ts";
import { createConsoleAccess } from "../../src-main/admin/console-access.ts";
import { createAdminRouter, type AdminServices } from "../../src-main/admin/router.ts";
import { startConsole } from "../../src-main/admin/console-server.ts";
import type { GatewayServices } from "../../src-main/gateway/services.ts";
import { createBodyRooms } from "../../src-main/gateway/http/body-room.ts";
import { exchange, nameRequest } from "../../src-main/gateway/http/exchange.ts";
import { serveClient } from "../../src-main/gateway/transports/websocket/client-socket.ts";
import { createLogger } from "../../src-main/logs/logger.ts";
import { createRequestLog } from "../../src-main/logs/request-log.ts";
import { AppError } from "../../src-main/platform/app-error.ts";
import type { Problem } from "../../src-shared/problem.ts";
import { send } from "../simulator/harness.ts";
import { desktopPorts } from "../support/desktop-ports.ts";
import { startSwitchyard, temporaryFolder } from "../support/switchyard.ts";
import { openSocket } from "../support/web-socket.ts";

const secret = "what was said in the prompt";

interface Line {
  msg: string;
  request?: string;
  call?: string;
  error?: { name: string; stack: string };
}

async function log() {
  const folder = await temporaryFolder();
  const logger = createLogger(folder, "error");
  return {
    logger,
    async lines(): Promise<Line[]> {
      await logger.close();
      const text = await readFile(path.join(folder, "switchyard.log"), "utf8");
      expect(text).not.toContain(secret);
      return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Line]));
    },
  };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("a call of the window", async () => {
  const broken = async () => {
    throw new Error(secret);
  };
  const { client, switchyard, dataFolder } = await startSwitchyard({
    signIn: [],
    env: { SWITCHYARD_LOG_LEVEL: "error" },
    compose: { desktop: { ...desktopPorts(), openExternal: broken } },
  });
  const { error } = await safe(client.app.openExternal({ url: "https://example.com" }));
  const told = (error as unknown as { data: Problem }).data;
  // What has words of its own is no business of the log.
  await safe(client.accounts.use({ id: "acc_none" }));
  await switchyard.close();
  const text = await readFile(path.join(dataFolder, "logs/switchyard.log"), "utf8");
  const lines = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ call: "app.openExternal", error: { name: "Error" } });
  expect(lines[0]?.error?.stack).toContain("unexpected.test.ts");
  expect(told.requestId).toBe(lines[0]?.request);
  expect(told.advice).toContain(told.requestId);
  expect(text + JSON.stringify(told)).not.toContain(secret);
});

test("a call of the window that fails after its answer began", async () => {
  const { logger, lines } = await log();
  const services = {
    logger,
    async *trial() {
      yield { type: "text", text: "hello" };
      throw new Error(secret);
    },
  } as unknown as AdminServices;
  const client = createRouterClient(createAdminRouter(services));
  const answer = await client.trial.run({ way: "chat", prompt: "hello" });
  expect(await answer.next()).toMatchObject({ value: { text: "hello" } });
  const { error } = await safe(answer.next());
  const told = (error as unknown as { data: Problem }).data;
  const [line, ...more] = await lines();
  expect([line?.call, more]).toEqual(["trial.run", []]);
  expect(told.requestId).toBe(line?.request);
});

test("the console", async () => {
  const { logger, lines } = await log();
  const access = {
    ...createConsoleAccess("token", Date.now),
    admits(): boolean {
      throw new Error(secret);
    },
  };
  const console = await startConsole({ router: {}, access, logger, port: 0, rendererFolder: null });
  onTestFinished(() => console.close());
  const { status, text } = await send(`${console.url}/rpc/any`, { method: "POST" });
  const [line, ...more] = await lines();
  expect([status, more]).toEqual([500, []]);
  expect(text).toBe(`The console could not answer. The log has it under ${line?.request}.`);
});

test("a request", async () => {
  const { logger, lines } = await log();
  const requests = createRequestLog(Date.now);
  const bodies = createBodyRooms(() => 1_000_000);
  const settings = { values: () => defaultSettings };
  const services = { log: requests, logger, bodies, settings, now: Date.now } as unknown as GatewayServices;
  const failing = (error: Error) =>
    exchange(services, "openai", async () => {
      throw error;
    });
  const app = express();
  app.use((request, response, next) => {
    nameRequest(request, response);
    next();
  });
  app.get("/unforeseen", failing(new TypeError(secret)));
  app.get("/foreseen", failing(new AppError("bad_request", "It does not fit.")));
  const url = await listen(createServer(app));
  const { status, text, headers } = await send(`${url}/unforeseen`);
  expect((await send(`${url}/foreseen`)).status).toBe(400);
  const [line, ...more] = await lines();
  expect([status, more]).toEqual([500, []]);
  expect(line).toMatchObject({ request: headers["x-request-id"], error: { name: "TypeError" } });
  expect((JSON.parse(text) as { error: { message: string } }).error.message).toBe(
    `Something went wrong inside Switchyard. The log has it under ${line?.request}.`,
  );
  expect(requests.recent(2).map(({ problem }) => problem?.requestId)).toContain(line?.request);
});

test("a response over a WebSocket: its row ends too", async () => {
  const { logger, lines } = await log();
  const requests = createRequestLog(Date.now);
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) =>
    serveClient(socket, {
      bodyLimit: () => 1_000_000,
      begin: () =>
        requests.begin({
          id: "req_of_this_test",
          endpoint: "/v1/responses",
          protocol: "openai",
          client: { name: "Test", version: null },
        }),
      openSession: () => ({
        create: async () => {
          throw new Error(secret);
        },
        other() {},
        end() {},
      }),
      logger,
    }),
  );
  const client = await openSocket(await listen(server));
  client.send({ type: "response.create" });
  const { code, reason } = await client.closed;
  expect([code, reason]).toEqual([1011, "internal error, in the log under req_of_this_test"]);
  expect(await lines()).toMatchObject([{ request: "req_of_this_test", error: { name: "Error" } }]);
  expect(requests.recent(1)).toMatchObject([
    { outcome: "failed", status: 500, problem: { code: "internal", requestId: "req_of_this_test" } },
  ]);
});
