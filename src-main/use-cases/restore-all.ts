/** Gives every program what Switchyard's switches displaced: before it goes away for good. */
import type { Problem } from "../../src-shared/problem.ts";
import type { ToolId, ToolView } from "../../src-shared/contract/tools.ts";
import { AppError, problemOf } from "../platform/app-error.ts";

/** What of the contract it takes. */
export interface Restorable {
  codex: { off: () => Promise<{ foreign: string[] }> };
  tools: {
    list: () => Promise<Pick<ToolView, "id" | "file" | "state">[]>;
    off: (tool: { id: ToolId }) => Promise<{ foreign: string[] }>;
  };
}

export interface RestoredAll {
  /** Tools whose settings were given back. */
  tools: string[];
  /** Keys that others changed meanwhile and that were left alone. */
  foreign: string[];
  /** What could not be given back, and why. */
  problems: Problem[];
}

/** One that cannot be given back holds no other up. */
export async function restoreAll(client: Restorable): Promise<RestoredAll> {
  const restored: RestoredAll = { tools: [], foreign: [], problems: [] };
  const attempt = async (work: () => Promise<string[]>) => {
    try {
      restored.foreign.push(...(await work()));
    } catch (error) {
      const told = (error as { data?: Problem }).data;
      restored.problems.push(told ?? problemOf(error));
    }
  };
  await attempt(async () => (await client.codex.off()).foreign);
  for (const { id, file, state } of await client.tools.list()) {
    if (state === "off") continue;
    await attempt(async () => {
      const { foreign } = await client.tools.off({ id });
      restored.tools.push(id);
      return foreign.map((key) => `${file}: ${key}`);
    });
  }
  return restored;
}

export interface LastRestore {
  open: () => Promise<{ client: Restorable; close: () => Promise<void> }>;
  /** Process that owns the data folder; null = none. */
  owner: () => Promise<number | null>;
  /** Resolves after a moment. */
  pause: () => Promise<void>;
  /** How often it is looked whether the owner has ended. */
  patience: number;
}

/**
 * For an uninstaller: a Switchyard that still runs is asked to end, then everything is given back. Throws AppError
 * `data_folder_in_use` when it does not end.
 */
export async function restoreBeforeLeaving({
  open,
  owner,
  pause,
  patience,
}: LastRestore): Promise<RestoredAll> {
  const running = await owner();
  if (running !== null) askToEnd(running);
  for (let left = patience; ; left -= 1) {
    try {
      const switchyard = await open();
      try {
        return await restoreAll(switchyard.client);
      } finally {
        await switchyard.close();
      }
    } catch (error) {
      const taken = error instanceof AppError && error.code === "data_folder_in_use";
      if (!taken || left === 0) throw error;
      await pause();
    }
  }
}

// It gives Codex back itself, unless the person wanted it to stay; and frees the data folder.
function askToEnd(pid: number): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch {
    // It has ended meanwhile.
  }
}
