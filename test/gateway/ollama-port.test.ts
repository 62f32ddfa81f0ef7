import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createOllamaPort } from "../../src-main/gateway/http/ollama-port.ts";
import { createSignal } from "../../src-main/platform/signal.ts";
import { defaultSettings } from "../../src-shared/settings.ts";
import { manualClock } from "../support/manual-clock.ts";

/** A port at which this test's own program listens, as an Ollama would. */
async function occupied(): Promise<{ port: number; free: () => Promise<void> }> {
  const server: Server = createServer((_request, response) => response.end("somebody else"));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const free = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(free);
  return { port: (server.address() as AddressInfo).port, free };
}

function portAt(port: number) {
  const values = structuredClone(defaultSettings);
  const signal = createSignal();
  const warned: string[] = [];
  const logger = {
    debug() {},
    info() {},
    warn: (_: unknown, text: string) => warned.push(text),
    error() {},
  } as never;
  const settings = { values: () => values, changed: signal.listen };
  const states: unknown[] = [];
  const made = createOllamaPort(
    { settings, logger, clock: manualClock() },
    (_request, response) => response.end("switchyard"),
    () => states.push(made.state()),
    port,
  );
  onTestFinished(() => made.close());
  const set = (on: boolean) => {
    values.gateway.ollamaPort = on;
    signal.emit();
  };
  return { ...made, set, states, warned };
}

const answer = async (port: number) => (await fetch(`http://127.0.0.1:${port}/`)).text();

test("is closed until the settings ask for it, follows them, and ends with the gateway", async () => {
  const { port, free } = await occupied();
  await free();
  const ollama = portAt(port);
  await ollama.open();
  expect(ollama.state()).toBeNull();
  await expect(answer(port)).rejects.toThrow();
  ollama.set(true);
  await expect.poll(() => ollama.state()).toBe("open");
  expect(await answer(port)).toBe("switchyard");
  ollama.set(false);
  await expect.poll(() => ollama.states).toEqual(["open", null]);
  await expect(answer(port)).rejects.toThrow();
  ollama.set(true);
  await expect.poll(() => ollama.state()).toBe("open");
  await ollama.close();
  await expect(answer(port)).rejects.toThrow();
});

test("whoever has the port keeps it, and it is said; once it is free the next change opens it", async () => {
  const { port, free } = await occupied();
  const ollama = portAt(port);
  ollama.set(true);
  await ollama.open();
  expect(ollama.state()).toMatchObject({
    code: "port_in_use",
    message: expect.stringContaining(String(port)) as string,
  });
  expect(ollama.warned).toHaveLength(1);
  expect(await answer(port)).toBe("somebody else");
  await free();
  ollama.set(true);
  await expect.poll(() => ollama.state()).toBe("open");
  expect(await answer(port)).toBe("switchyard");
});
