/**
 * Sets a tool up or undoes it, in a process that kills itself before its Nth change of a file (0 = never), or does
 * both N times over ("toggle"):
 *   node cut-off.child.ts on|off|toggle TOOL HOME N
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";
import type { ToolId } from "../../src-shared/contract/tools.ts";

const [action = "", id = "", home = "", at = "0"] = process.argv.slice(2);
let operations = 0;
for (const name of ["rename", "rm", "link"] as const) {
  const original = fs.promises[name] as (...args: unknown[]) => Promise<unknown>;
  Object.assign(fs.promises, {
    [name]: (...args: unknown[]) => {
      operations += 1;
      if (action !== "toggle" && operations === Number(at)) process.kill(process.pid, "SIGKILL");
      return original.apply(fs.promises, args);
    },
  });
}
syncBuiltinESMExports();

const { createToolSetup } = await import("../../src-main/tool-setup/tool-setup.ts");
const { aroundOf, facts } = await import("./facts.ts");
const setup = createToolSetup({
  journalFile: path.join(home, "journal.json"),
  facts: () => facts,
  around: aroundOf(home),
});
const tool = id as ToolId;
if (action === "on") await setup.turnOn(tool);
else if (action === "off") await setup.turnOff(tool);
else {
  for (let round = 0; round < Number(at); round += 1) {
    await setup.turnOn(tool);
    await setup.turnOff(tool);
  }
}
process.stdout.write("done");
