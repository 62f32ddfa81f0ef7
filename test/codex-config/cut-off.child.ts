/**
 * Turns the switch on or off in a process that kills itself before its Nth file operation:
 *   node cut-off.child.ts on|off CONFIG JOURNAL N
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const [action = "", config = "", journalFile = "", at = "0"] = process.argv.slice(2);
let operations = 0;
const watched = ["open", "rename", "rm", "writeFile", "mkdir", "readFile"] as const;
for (const name of watched) {
  const original = fs.promises[name] as (...args: unknown[]) => Promise<unknown>;
  Object.assign(fs.promises, {
    [name]: (...args: unknown[]) => {
      operations += 1;
      if (operations === Number(at)) process.kill(process.pid, "SIGKILL");
      return original.apply(fs.promises, args);
    },
  });
}
syncBuiltinESMExports();

const { openJournal } = await import("../../src-main/codex-config/takeover-journal.ts");
const { createTakeover } = await import("../../src-main/codex-config/takeover.ts");
const { noGuard } = await import("../../src-main/codex-config/takeover-guard.ts");
const takeover = createTakeover({
  journal: await openJournal(journalFile, () => {}),
  file: config,
  target: () => ({ baseUrl: "http://127.0.0.1:8787/codex/v1", apiKey: null, codexLogin: true, model: null }),
  now: () => 0,
  guard: noGuard,
});
if (action === "on") await takeover.turnOn("provider");
else await takeover.turnOff();
process.stdout.write("done");
