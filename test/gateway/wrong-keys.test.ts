/** Wrong keys: counted, told to the log, answered slowly; the right one never waits. */
import { readFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import path from "node:path";
import { request } from "undici";
import { expect, test } from "vitest";
import { admission } from "../../src-main/gateway/http/guards.ts";
import { createWrongKeys } from "../../src-main/gateway/http/wrong-keys.ts";
import { manualClock } from "../support/manual-clock.ts";
import { startSwitchyard } from "../support/switchyard.ts";

const key = "sk-local-test-key";

function bench() {
  const lines: string[] = [];
  const clock = manualClock();
  const wrongKeys = createWrongKeys(clock, {
    warn: (_: unknown, line?: string) => void lines.push(line ?? ""),
  });
  return { lines, clock, wrongKeys };
}

test("are told once a minute, counted per address", () => {
  const { lines, clock, wrongKeys } = bench();
  for (const address of ["192.0.2.1", "192.0.2.2", "192.0.2.1"]) wrongKeys.note(address);
  expect(lines).toEqual([]);
  clock.advance(60_000);
  expect(lines).toEqual(["2 wrong keys from 192.0.2.1", "1 wrong key from 192.0.2.2"]);
  clock.advance(60_000);
  clock.advance(60_000);
  expect(lines).toHaveLength(2);
  wrongKeys.note("192.0.2.1");
  wrongKeys.report();
  expect(lines.at(-1)).toBe("1 wrong key from 192.0.2.1");
});

test("after twenty an address gets ten answers a second, however many it asks for at once", () => {
  const { clock, wrongKeys } = bench();
  const waits = Array.from({ length: 23 }, () => wrongKeys.note("192.0.2.1"));
  expect(waits.slice(0, 20).every((ms) => ms === 0)).toBe(true);
  expect(waits.slice(20)).toEqual([100, 200, 300]);
  for (let more = 0; more < 100; more += 1) wrongKeys.note("192.0.2.1");
  expect(wrongKeys.note("192.0.2.1")).toBe(5_000);
  expect(wrongKeys.note("192.0.2.2")).toBe(0);
  clock.advance(60_000);
  clock.advance(60_000);
  expect(wrongKeys.note("192.0.2.1")).toBe(0);
});

test("of more addresses than can be told apart are counted together", () => {
  const { lines, clock, wrongKeys } = bench();
  for (let address = 0; address < 1_500; address += 1) wrongKeys.note(`2001:db8::${address}`);
  clock.advance(60_000);
  expect(lines).toHaveLength(1_001);
  expect(lines.at(-1)).toBe("500 wrong keys from other addresses");
});

test("a guesser waits, whoever has the key does not, and the log has neither key", async () => {
  const clock = manualClock();
  const { url, switchyard, dataFolder } = await startSwitchyard({
    env: { SWITCHYARD_API_KEY: key, SWITCHYARD_LOG_LEVEL: "warn" },
    compose: { clock },
  });
  const ask = async (apiKey?: string) => {
    const { statusCode, body } = await request(`${url}/v1/models`, {
      headers: apiKey === undefined ? {} : { "x-api-key": apiKey },
    });
    await body.dump();
    return statusCode;
  };
  for (let guess = 0; guess < 20; guess += 1) expect(await ask("a-wrong-key-of-mine")).toBe(401);
  // None at all is forgetfulness, not guessing.
  expect(await ask()).toBe(401);
  let answered: number | null = null;
  const slow = ask("a-wrong-key-of-mine").then((status) => (answered = status));
  expect(await ask(key)).toBe(200);
  expect(answered).toBeNull();
  await expect
    .poll(() => {
      clock.advance(100);
      return answered;
    })
    .toBe(401);
  await slow;
  await switchyard.close();
  const log = await readFile(path.join(dataFolder, "logs/switchyard.log"), "utf8");
  expect(log).toContain("21 wrong keys from 127.0.0.1");
  expect(log).not.toMatch(/a-wrong-key|sk-local/);
});

test("beyond this computer a short key does not open the gateway, and is refused with what to do", async () => {
  const running = await startSwitchyard({ signIn: [] });
  await running.client.gateway.stop();
  await running.client.settings.update({ gateway: { apiKey: "twelve-chars" } });
  await expect(running.client.settings.update({ gateway: { host: "0.0.0.0" } })).rejects.toMatchObject({
    message: expect.stringContaining("12 characters"),
    data: { advice: expect.stringContaining("openssl rand -hex 24") },
  });
  await running.client.settings.update({ gateway: { host: "0.0.0.0", apiKey: "sixteen-characters" } });
  await expect(running.client.settings.update({ gateway: { apiKey: "twelve-chars" } })).rejects.toThrow();
  // Other settings are no prisoners of it.
  await running.client.settings.update({ gateway: { websocket: false } });
  expect((await running.client.gateway.start()).problem).toBeNull();
});

test("a short key from before is told at the start of the gateway", async () => {
  const starting = startSwitchyard({
    signIn: [],
    env: { SWITCHYARD_HOST: "0.0.0.0", SWITCHYARD_API_KEY: "twelve-chars" },
  });
  await expect(starting).rejects.toThrow("12 characters");
});

test.each([
  ["192.0.2.60", "loopback_only"],
  ["::ffff:192.0.2.60", "loopback_only"],
  ["::ffff:127.0.0.1", undefined],
  ["::1", undefined],
])("without a key a request from %s, under whatever name, gets %s", (remoteAddress, code) => {
  const headers = { host: "localhost" };
  const request = { method: "GET", headers, rawHeaders: ["Host", "localhost"], socket: { remoteAddress } };
  const doors = { apiKey: null, allowedExtensions: [], keys: {} };
  const refusal = admission(request as unknown as IncomingMessage, "/v1/models", doors, 0);
  expect(refusal?.code).toBe(code);
});
