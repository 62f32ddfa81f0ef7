/**
 * Turns the switch of two homes on or off in a process that kills itself before its Nth file operation:
 *   node cut-off-homes.child.ts on|off FOLDER N
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const [action = "", folder = "", at = "0"] = process.argv.slice(2);
let operations = 0;
for (const name of ["open", "rename", "rm", "writeFile", "mkdir", "readFile"] as const) {
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

const { openHomes } = await import("./open-homes.ts");
const homes = await openHomes(folder, ["second"]);
if (action === "on") await homes.turnOn("provider");
else await homes.turnOff();
process.stdout.write("done");
