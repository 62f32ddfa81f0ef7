import type os from "node:os";
import { expect, test } from "vitest";
import { markOf, watchNetwork } from "../../src-main/network/network-watch.ts";
import { manualClock } from "../support/manual-clock.ts";
import { hello, postJson, startSwitchyard } from "../support/switchyard.ts";

type Interfaces = ReturnType<typeof os.networkInterfaces>;

const at = (address: string, internal = false) => ({
  address,
  netmask: "",
  family: "IPv4" as const,
  mac: "",
  internal,
  cidr: null,
});
const home: Interfaces = { lo: [at("127.0.0.1", true)], wlan0: [at("192.168.1.7"), at("169.254.3.3")] };
const office: Interfaces = { lo: [at("127.0.0.1", true)], wlan0: [at("10.0.0.7")] };
const away: Interfaces = { lo: [at("127.0.0.1", true)] };

test("the same network is the same in any order; link-local addresses and this computer do not count", () => {
  expect(markOf(home)).toBe(markOf({ wlan0: [at("192.168.1.7")], lo: [] }));
  expect(markOf(home)).not.toBe(markOf(office));
  expect(markOf(away)).toBe("");
});

test("another network is told once, its loss is not, a sleep is", () => {
  const clock = manualClock();
  let now = home;
  let told = 0;
  const stop = watchNetwork({ clock, changed: () => (told += 1), interfaces: () => now });
  const pass = (ms: number) => {
    clock.advance(ms);
    return told;
  };
  expect(pass(5_000)).toBe(0);
  now = away;
  expect(pass(5_000)).toBe(0);
  now = home;
  expect(pass(5_000)).toBe(0);
  now = office;
  expect(pass(5_000)).toBe(1);
  expect(pass(5_000)).toBe(1);
  expect(pass(3_600_000)).toBe(2);
  expect(pass(5_000)).toBe(2);
  stop();
  now = home;
  expect(pass(5_000)).toBe(2);
});

test("on another network requests go on, and limits are read again", async () => {
  const clock = manualClock();
  let now = home;
  const { url, simulator } = await startSwitchyard({
    compose: { clock, networkInterfaces: () => now },
    expiresInSeconds: 365 * 86_400,
  });
  const readings = () => simulator.requests.to("/backend-api/wham/usage").length;
  await expect.poll(readings).toBe(1);
  const ask = async () => expect((await postJson(`${url}/v1/chat/completions`, hello)).status).toBe(200);
  await ask();
  for (let step = 0; step < 24; step += 1) clock.advance(5_000);
  expect(readings()).toBe(1);
  now = office;
  clock.advance(5_000);
  await ask();
  await expect.poll(readings).toBe(2);
});
