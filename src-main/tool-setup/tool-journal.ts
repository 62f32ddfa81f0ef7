/** What the set-up of each tool displaced, written down before a file is touched. */
import { z } from "zod";
import { readFileIfThere, writeFileAtomic } from "../platform/atomic-file.ts";
import { hash, spliceBetween, type FileRecord } from "./edit-file.ts";

export interface ToolEntry {
  id: string;
  /** The gateway's address when it was written; older entries do not say. */
  root?: string | undefined;
  files: FileRecord[];
}

const path = z.array(z.union([z.string(), z.object({ key: z.string(), is: z.string() })]));

const file = z.object({
  file: z.string(),
  format: z.enum(["json", "yaml"]),
  before: z.string().nullable(),
  written: z.string(),
  splices: z.array(z.object({ at: z.number(), removed: z.string(), added: z.string() })),
  values: z.array(
    z.object({
      path,
      own: z.unknown(),
      mark: z.union([z.array(z.string()), z.literal("any")]).optional(),
      displaced: z.unknown().optional(),
      depth: z.number(),
    }),
  ),
});

const entry = z.object({
  id: z.string(),
  root: z.string().optional(),
  files: z.array(file),
});

/** One JSON file with both texts whole: as it was until tools had several files. */
const olderEntry = z
  .object({
    id: z.string(),
    root: z.string().optional(),
    file: z.string(),
    before: z.string().nullable(),
    written: z.string(),
    values: z.array(
      z.object({ path: z.array(z.string()), own: z.unknown(), displaced: z.unknown().optional() }),
    ),
  })
  .transform(({ id, root, file: name, before, written, values }): ToolEntry => {
    const record = {
      file: name,
      format: "json" as const,
      before: before === null ? null : hash(before),
      written: hash(written),
      splices: [spliceBetween(before ?? "", written)],
      values: values.map((value) => ({ ...value, depth: 0 })),
    };
    return { id, root, files: [record] };
  });

const journal = z.union([
  z.object({ version: z.literal(2), entries: z.array(entry) }),
  z.object({ version: z.literal(1), entries: z.array(olderEntry) }),
]);

export async function readJournal(journalFile: string): Promise<ToolEntry[]> {
  const text = await readFileIfThere(journalFile);
  return text === null ? [] : journal.parse(JSON.parse(text)).entries;
}

export async function writeJournal(journalFile: string, entries: readonly ToolEntry[]): Promise<void> {
  await writeFileAtomic(journalFile, `${JSON.stringify({ version: 2, entries }, null, 2)}\n`);
}
