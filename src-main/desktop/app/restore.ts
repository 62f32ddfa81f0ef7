/** `--restore`: gives every tool its own settings back without a window, a tray icon or a running gateway. */
import { setTimeout } from "node:timers/promises";
import { compose } from "../../compose/compose.ts";
import { restoreBeforeLeaving } from "../../use-cases/restore-all.ts";
import { readOwner, stateOf } from "../../platform/locks/owner-lock.ts";
import { filesIn } from "../../settings/data-folder.ts";

declare const __VERSION__: string;

/** Tenths of a second that a running Switchyard gets to end: longer than it takes to drain. */
const patience = 150;

/** Resolves with the exit code: 0 when everything is as it was. */
export async function restoreAndEnd(dataFolder: string): Promise<0 | 1> {
  const { problems } = await restoreBeforeLeaving({
    open: () => compose({ version: __VERSION__, dataFolder, env: process.env, oneCommand: true }),
    async owner() {
      const owner = await readOwner(filesIn(dataFolder).lock);
      // An id of another container, or one that may be another program's by now, is no process of ours to end.
      return owner !== null && (await stateOf(owner, dataFolder)) === "here" ? owner.pid : null;
    },
    pause: () => setTimeout(100),
    patience,
  });
  for (const { message, advice } of problems) process.stderr.write(`${message} ${advice}\n`);
  return problems.length === 0 ? 0 : 1;
}
