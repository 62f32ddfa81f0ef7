import { createServer, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { createEventWriter } from "../../src-main/gateway/http/event-writer.ts";

afterEach(() => {
  vi.useRealTimers();
});

/** A real response to a real client; timers are moved by the test. */
async function exchange(): Promise<{
  response: ServerResponse;
  received: () => string;
  status: () => number | null;
}> {
  let text = "";
  let status: number | null = null;
  const waiting = Promise.withResolvers<ServerResponse>();
  const server = createServer((_request, response) => waiting.resolve(response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  onTestFinished(() => server.closeAllConnections());
  const asked = request({ port: (server.address() as AddressInfo).port, host: "127.0.0.1" }, (answer) => {
    status = answer.statusCode ?? null;
    answer.setEncoding("utf8").on("data", (piece: string) => (text += piece));
    answer.on("error", () => {});
  });
  asked.on("error", () => {});
  asked.end();
  const response = await waiting.promise;
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  return { response, received: () => text, status: () => status };
}

const until = (condition: () => boolean) =>
  new Promise<void>((resolve) => {
    const look = () => (condition() ? resolve() : setImmediate(look));
    look();
  });

test("the head waits for output, so that a failure can still be a status", async () => {
  const { response } = await exchange();
  const writer = createEventWriter(response, {}, { head: 5000, silence: 15_000 });
  vi.advanceTimersByTime(4999);
  expect(writer.begun()).toBe(false);
  expect(response.headersSent).toBe(false);
});

test("a long silence before output is bridged: head and heartbeat go out, then one in every silence", async () => {
  const { response, received, status } = await exchange();
  const writer = createEventWriter(response, {}, { head: 5000, silence: 15_000 });
  vi.advanceTimersByTime(5000);
  await until(() => received() === ": waiting\n\n");
  expect(status()).toBe(200);
  vi.advanceTimersByTime(14_999);
  expect(received()).toBe(": waiting\n\n");
  await writer.write("data: 1\n\n");
  vi.advanceTimersByTime(14_999);
  await until(() => received().endsWith("data: 1\n\n"));
  vi.advanceTimersByTime(1);
  await until(() => received().endsWith("data: 1\n\n: waiting\n\n"));
  vi.advanceTimersByTime(15_000);
  await until(() => received().endsWith(": waiting\n\n: waiting\n\n"));
  writer.end("data: 2\n\n");
  vi.advanceTimersByTime(60_000);
  await until(() => received().endsWith("data: 2\n\n"));
});

test("after the client is gone nothing is written and no timer is left", async () => {
  const { response } = await exchange();
  const writer = createEventWriter(response, {}, { head: 5000, silence: 15_000 });
  await writer.write("data: 1\n\n");
  const closed = new Promise((resolve) => response.once("close", resolve));
  response.destroy();
  await closed;
  expect(writer.write("data: 2\n\n")).toBeUndefined();
  expect(vi.getTimerCount()).toBe(0);
});

test("behind the end nothing is written: a choice that has a batch in hand ends with the others", async () => {
  const { response, received } = await exchange();
  const errors: unknown[] = [];
  response.on("error", (error) => errors.push(error));
  const writer = createEventWriter(response, {});
  await writer.write("data: 1\n\n");
  writer.end("data: last\n\n");
  await writer.write("data: 2\n\n");
  writer.end("data: 3\n\n");
  await until(() => response.writableFinished && received().endsWith("last\n\n"));
  expect([received(), errors]).toEqual(["data: 1\n\ndata: last\n\n", []]);
});
