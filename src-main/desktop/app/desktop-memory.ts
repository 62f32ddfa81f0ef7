/** What the desktop remembers from one start to the next, in a small file of its own; only a convenience. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";

const fileSchema = z.object({
  window: z
    .object({ x: z.int(), y: z.int(), width: z.int(), height: z.int(), maximized: z.boolean() })
    .optional(),
  /** The person was told that the desktop shows no tray icon. */
  toldOfNoTray: z.boolean().optional(),
});

export type DesktopMemory = z.infer<typeof fileSchema>;
/** Empty when there is no file or it cannot be understood. */
export function readMemory(file: string): DesktopMemory {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return {};
  }
}

export function remember(file: string, change: DesktopMemory): void {
  const memory = { ...readMemory(file), ...change };
  writeFileSync(`${file}.new`, `${JSON.stringify(memory, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
