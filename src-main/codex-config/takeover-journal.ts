/**
 * What takeovers displaced, on disk before anything is displaced: whatever happens in between, every key can be put
 * back. One entry per config.toml.
 */
import { z } from "zod";
import { jsonFile } from "../platform/json-file.ts";
import { createSerial } from "../platform/serial.ts";

const entrySchema = z.object({
  file: z.string(),
  /** applying: the file may or may not have been changed; restoring: likewise on the way back. */
  phase: z.enum(["applying", "on", "restoring"]),
  at: z.number(),
  takeover: z.object({
    mode: z.enum(["native", "provider"]),
    baseUrl: z.string(),
    keys: z.array(z.object({ path: z.array(z.string()), own: z.string(), displaced: z.string().nullable() })),
    block: z.string().nullable(),
    created: z.boolean(),
  }),
});
const fileSchema = z.object({ version: z.literal(1), entries: z.array(entrySchema) });

type JournalEntry = z.infer<typeof entrySchema>;

export interface TakeoverJournal {
  all(): readonly JournalEntry[];
  get(file: string): JournalEntry | null;
  put(entry: JournalEntry): Promise<void>;
  drop(file: string): Promise<void>;
}

/** `onSetAside`: it could not be understood and lies there now; nothing of it is guessed. Throws what the disk says. */
export async function openJournal(
  path: string,
  onSetAside: (kept: string) => void,
): Promise<TakeoverJournal> {
  const file = jsonFile(path, fileSchema, onSetAside);
  await file.tidy();
  let entries = (await file.read())?.entries ?? [];

  // Several homes write at once: each change starts from what the one before it left.
  const serial = createSerial();
  const change = (work: (present: JournalEntry[]) => JournalEntry[]) =>
    serial.run(async () => {
      const next = work(entries);
      await file.write({ version: 1, entries: next });
      entries = next;
    });

  return {
    all: () => entries,
    get: (name) => entries.find((entry) => entry.file === name) ?? null,
    put: (entry) => change((present) => [...present.filter((other) => other.file !== entry.file), entry]),
    drop: (name) => change((present) => present.filter((other) => other.file !== name)),
  };
}
