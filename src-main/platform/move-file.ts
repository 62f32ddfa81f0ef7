/**
 * Renames a file over another. On Windows a virus scanner or an indexer that looks at the file just then makes that
 * fail for a moment: it is tried again, with growing pauses, for about four seconds.
 */
import { rename } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds between the tries. */
const pausesMs = [10, 20, 50, 100, 200, 400, 800, 1000, 1500];
const passing = new Set(["EPERM", "EBUSY", "EACCES"]);

const system = { rename, pause: (ms: number) => delay(ms), platform: process.platform };

/** Throws what the last try said. */
export async function moveFile(
  from: string,
  to: string,
  { rename, pause, platform } = system,
): Promise<void> {
  for (const ms of platform === "win32" ? pausesMs : []) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (!passing.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
      await pause(ms);
    }
  }
  await rename(from, to);
}
