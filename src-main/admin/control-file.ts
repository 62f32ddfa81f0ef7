/** control.json (0600): how a second process reaches the one that owns the data folder. */
import { rm } from "node:fs/promises";
import { z } from "zod";
import { readFileIfThere, writeFileAtomic } from "../platform/atomic-file.ts";

const shape = z.object({ url: z.url(), token: z.string().min(1), pid: z.number() });

export type Control = z.infer<typeof shape>;

export async function writeControl(file: string, control: Control): Promise<void> {
  await writeFileAtomic(file, `${JSON.stringify(control)}\n`);
}

export async function readControl(file: string): Promise<Control | null> {
  const text = await readFileIfThere(file);
  if (text === null) return null;
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export function removeControl(file: string): Promise<void> {
  return rm(file, { force: true });
}
