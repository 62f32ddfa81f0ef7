/**
 * `--uninstall`: everything that Switchyard has put elsewhere goes, before its program does: the settings of Codex and
 * the other tools, the background service, the start at login. The data folder stays.
 */
import { problemOf } from "../../platform/app-error.ts";
import { removeOwnService } from "../../service/remove-own-service.ts";
import { serviceSystem } from "../../service/service-system.ts";
import { ownProgram, setStartAtLogin } from "./login-item.ts";
import { restoreAndEnd } from "./restore.ts";

/** Resolves with the exit code: 0 when nothing is left. What cannot be removed holds nothing else up. */
export async function uninstallAndEnd(dataFolder: string): Promise<0 | 1> {
  let failed = false;
  const attempt = async (work: () => unknown) => {
    try {
      await work();
    } catch (error) {
      failed = true;
      const { message, advice } = problemOf(error);
      process.stderr.write(`${message} ${advice}\n`);
    }
  };
  // The service first: it would start again what is asked to end.
  await attempt(() => removeOwnService(serviceSystem(process.env, dataFolder), ownProgram()));
  await attempt(() => setStartAtLogin(false, dataFolder));
  const code = await restoreAndEnd(dataFolder);
  return failed ? 1 : code;
}
