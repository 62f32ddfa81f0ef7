/**
 * Turns the switch on, to another address and off, over and over, until it is killed:
 *   node switch-loop.child.ts CONFIG DATAFOLDER
 */
import path from "node:path";
import { createGuard } from "../../src-main/codex-config/takeover-guard.ts";
import { openJournal } from "../../src-main/codex-config/takeover-journal.ts";
import { createTakeover } from "../../src-main/codex-config/takeover.ts";
import { takeOwnerLock } from "../../src-main/platform/locks/owner-lock.ts";

const [file = "", folder = ""] = process.argv.slice(2);
const lock = path.join(folder, "owner.lock");
await takeOwnerLock(lock);
let port = 8787;
const takeover = createTakeover({
  journal: await openJournal(path.join(folder, "codex-takeover.json"), () => {}),
  file,
  target: () => ({
    baseUrl: `http://127.0.0.1:${port}/codex/v1`,
    apiKey: null,
    codexLogin: true,
    model: null,
  }),
  now: () => 0,
  guard: createGuard({ folder: path.join(folder, "guard"), lock }),
});
await takeover.turnOn("native");
process.stdout.write("on\n");
for (let round = 0; ; round += 1) {
  await takeover.turnOn(round % 2 === 0 ? "provider" : "native");
  port += 1;
  await takeover.updateAddress();
  if (round % 3 === 2) await takeover.turnOff();
}
