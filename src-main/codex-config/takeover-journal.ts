/**
 * What takeovers displaced, on disk before anything is displaced: whatever happens in between, every key can be put
 * back. One entry per config.toml.
 */
import { z } from "zod";
import { readFileIfThere, writeFileAtomic } from "../platform/atomic-file.ts";

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

export type JournalEntry = z.infer<typeof entrySchema>;

export interface TakeoverJournal {
  all(): readonly JournalEntry[];
  get(file: string): JournalEntry | null;
  put(entry: JournalEntry): Promise<void>;
  drop(file: string): Promise<void>;
}

/** `onUnreadable`: set the file aside; nothing of it is guessed. */
export async function openJournal(path: string, onUnreadable: () => void): Promise<TakeoverJournal> {
  let entries = await read();

  async function read(): Promise<JournalEntry[]> {
    const text = await readFileIfThere(path);
    if (text === null) return [];
    try {
      return fileSchema.parse(JSON.parse(text)).entries;
    } catch {
      onUnreadable();
      return [];
    }
  }

  // Several homes write at once: each change starts from what the one before it left.
  let lane: Promise<void> = Promise.resolve();
  function change(work: (present: JournalEntry[]) => JournalEntry[]): Promise<void> {
    const done = lane.then(async () => {
      const next = work(entries);
      await writeFileAtomic(path, `${JSON.stringify({ version: 1, entries: next }, null, 2)}\n`);
      entries = next;
    });
    lane = done.catch(() => {});
    return done;
  }

  return {
    all: () => entries,
    get: (file) => entries.find((entry) => entry.file === file) ?? null,
    put: (entry) => change((present) => [...present.filter((other) => other.file !== entry.file), entry]),
    drop: (file) => change((present) => present.filter((other) => other.file !== file)),
  };
}
