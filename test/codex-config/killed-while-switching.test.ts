/** kill -9 at random moments of switching on, to another address and off: Codex never stays pointed at a dead port. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { openJournal } from "../../src-main/codex-config/takeover-journal.ts";
import { noGuard } from "../../src-main/codex-config/takeover-guard.ts";
import { createTakeover } from "../../src-main/codex-config/takeover.ts";
import { bundleScript } from "../support/bundled-script.ts";
import { temporaryFolder } from "../support/switchyard.ts";
import { corpus } from "./corpus.ts";

const before = corpus["plain"] ?? "";
const kills = 50;
const atOnce = 5;

/** @param script the loop. Resolves with how long Codex was pointed at the dead gateway, in milliseconds. */
async function killOnce(script: string, number: number): Promise<number> {
  const folder = await temporaryFolder();
  const config = path.join(folder, "codex", "config.toml");
  mkdirSync(path.dirname(config));
  writeFileSync(config, before);
  const read = () => readFileSync(config, "utf8");
  const child = spawn(process.execPath, [script, config, folder], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  // Spread over a few rounds of the loop; which moments are hit is left to chance.
  await delay(Math.random() * 400);
  child.kill("SIGKILL");
  const killedAt = performance.now();
  await once(child, "exit");
  await expect
    .poll(read, { timeout: 30_000, interval: 20, message: `kill ${number}` })
    .not.toContain("/codex/v1");
  const pointedMs = performance.now() - killedAt;
  expect(read()).toBe(before);
  // Nothing is left of it beside the person's file, and the next start has nothing to undo.
  const takeover = createTakeover({
    journal: await openJournal(path.join(folder, "codex-takeover.json"), () => {}),
    file: config,
    target: () => expect.unreachable(),
    now: () => 0,
    guard: { ...noGuard, hasRestored: async () => true },
  });
  await takeover.reconcile();
  expect(takeover.status()).toMatchObject({ state: "off" });
  expect(read()).toBe(before);
  expect(readdirSync(path.dirname(config))).toEqual(["config.toml"]);
  return pointedMs;
}

test(`${kills} kills`, { timeout: 600_000 }, async () => {
  const script = await bundleScript(path.join(import.meta.dirname, "switch-loop.child.ts"));
  const pointed: number[] = [];
  for (let done = 0; done < kills; done += atOnce)
    pointed.push(
      ...(await Promise.all(Array.from({ length: atOnce }, (_, at) => killOnce(script, done + at)))),
    );
  expect(pointed).toHaveLength(kills);
  process.stdout.write(
    `Codex was pointed at a dead gateway for ${Math.round(Math.max(...pointed))} ms at most.\n`,
  );
});
