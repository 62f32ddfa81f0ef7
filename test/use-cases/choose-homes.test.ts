import { mkdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { GatewayStatus } from "../../src-shared/contract/gateway.ts";
import { chooseHomes } from "../../src-main/use-cases/codex/choose-homes.ts";
import { memorySettings } from "../support/memory-settings.ts";
import { temporaryFolder } from "../support/switchyard.ts";

async function choosing(state: GatewayStatus["state"]) {
  const folder = await temporaryFolder();
  const place = (name: string) => path.join(folder, name);
  for (const name of ["main", "second"]) mkdirSync(place(name));
  const done: string[] = [];
  const settings = memorySettings();
  const choose = (change: (homes: string[]) => string[]) =>
    chooseHomes(
      {
        mainHome: place("main"),
        homes: { letGo: async () => void done.push("given back"), look: async () => void done.push("read") },
        settings,
        gateway: { status: () => ({ state }) as GatewayStatus },
        follow: async () => void done.push("switched"),
      },
      change,
    );
  return { place, done, choose, homes: () => settings.values().codex.homes };
}

test("a home is stored once, without the main one, and switched while the gateway runs", async () => {
  const { place, done, choose, homes } = await choosing("running");
  await choose((before) => [...before, place("second"), `${place("second")}/`, place("main")]);
  expect(homes()).toEqual([place("second")]);
  expect(done).toEqual(["given back", "switched", "read"]);
});

test("while the gateway is stopped none is switched", async () => {
  const { place, done, choose } = await choosing("stopped");
  await choose(() => [place("second")]);
  expect(done).toEqual(["given back", "read"]);
});

test("what is no folder is refused before anything changes; one that was chosen may be gone by now", async () => {
  const { place, done, choose, homes } = await choosing("running");
  await expect(choose(() => [place("none")])).rejects.toMatchObject({ code: "bad_request" });
  await expect(choose(() => ["second"])).rejects.toMatchObject({ code: "bad_request" });
  expect([homes(), done]).toEqual([[], []]);
});
