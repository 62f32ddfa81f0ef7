/** When logins left this computer's keeping: one line an export in exports.jsonl, ids only, never a token. */
import { appendFile } from "node:fs/promises";
import { z } from "zod";
import type { ExportRecord } from "../../src-shared/contract/accounts.ts";
import { readFileIfThere, writeFileAtomic } from "../platform/atomic-file.ts";
import { createSignal } from "../platform/signal.ts";

const line = z.object({
  at: z.number(),
  by: z.enum(["window", "command-line"]),
  accounts: z.array(z.string()),
});

/** Lines that are kept when the file is opened. */
const mostKept = 500;

export type ExportRecordStore = Awaited<ReturnType<typeof openExportRecord>>;

export async function openExportRecord(file: string) {
  const changed = createSignal();
  const text = (await readFileIfThere(file)) ?? "";
  const records = read(text);
  if (records.length > mostKept || (text !== "" && !text.endsWith("\n"))) {
    records.splice(0, Math.max(0, records.length - mostKept));
    await writeFileAtomic(file, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  }
  return {
    changed: changed.listen,
    /** On disk when it resolves: written before anything is handed out. */
    async add(record: ExportRecord): Promise<void> {
      await appendFile(file, `${JSON.stringify(record)}\n`, { mode: 0o600, flush: true });
      records.push(record);
      changed.emit();
    },
    /** Epoch milliseconds; null when it never was. */
    lastOf: (id: string) => records.findLast(({ accounts }) => accounts.includes(id))?.at ?? null,
  };
}

// A line that a crash cut in half is none, and must not swallow the one written after it.
function read(text: string): ExportRecord[] {
  return text.split("\n").flatMap((each) => {
    try {
      return line.parse(JSON.parse(each));
    } catch {
      return [];
    }
  });
}
