/** What the set-up of each tool displaced, written down before a file is touched. */
import { z } from "zod";
import { jsonFile } from "../platform/json-file.ts";
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

export interface ToolJournal {
  /** Throws what the disk says; what cannot be understood is set aside, and no tool is known to be set up. */
  read(): Promise<ToolEntry[]>;
  write(entries: readonly ToolEntry[]): Promise<void>;
  /** Removes what killed processes left beside it. */
  tidy(): Promise<void>;
}

export function openToolJournal(path: string, onSetAside: (kept: string) => void): ToolJournal {
  const file = jsonFile(path, journal, onSetAside);
  return {
    read: async () => (await file.read())?.entries ?? [],
    write: (entries) => file.write({ version: 2, entries }),
    tidy: file.tidy,
  };
}
