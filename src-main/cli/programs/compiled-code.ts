/** What Node has compiled of this program, kept for the next start: a third of the time a command takes. */
import { existsSync, rmSync } from "node:fs";
import { enableCompileCache } from "node:module";
import path from "node:path";
import { dataFolder } from "../../settings/data-folder.ts";
import { version } from "../version.ts";

/**
 * In the data folder, where there is one: at Node's own place, which all on a computer share, others could put code
 * of theirs. Never fails; what an earlier version has left goes.
 */
export function keepCompiled(env: NodeJS.ProcessEnv): void {
  const folder = dataFolder(env);
  const all = path.join(folder, "compiled");
  const own = path.join(all, version);
  try {
    if (!existsSync(folder)) return;
    if (!existsSync(own)) rmSync(all, { recursive: true, force: true });
    enableCompileCache(own);
  } catch {
    // A folder that cannot be written: it is compiled anew each time.
  }
}
