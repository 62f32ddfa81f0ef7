/** When logins left this computer's keeping: one line an export in exports.jsonl, ids only, never a token. */
import { constants } from "node:fs";
import { appendFile } from "node:fs/promises";
import { z } from "zod";
import type { ExportRecord } from "../../../src-shared/contract/accounts.ts";
import { readFileIfThere, writeFileAtomic } from "../../platform/atomic-file.ts";
import { onFile } from "../../platform/disk-error.ts";
import { parseJson } from "../../platform/json-file.ts";
import { setAside } from "../../platform/set-aside.ts";
import { createSignal } from "../../platform/signal.ts";

const line = z.object({
  at: z.number(),
  by: z.enum(["window", "command-line"]),
  accounts: z.array(z.string()),
});

/** Lines that are kept when the file is opened. */
const mostKept = 500;

export type ExportRecordStore = Awaited<ReturnType<typeof openExportRecord>>;

/** `onSetAside`: lines could not be understood; the file as it was lies there now. Throws what the disk says. */
export async function openExportRecord(file: string, onSetAside: (kept: string) => void) {
  const changed = createSignal();
  const text = await readFileIfThere(file).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "EISDIR") return "a folder\n";
    throw error;
  });
  const { records, damaged } = read(text ?? "");
  if (damaged) onSetAside(setAside(file));
  const cut = text !== null && text !== "" && !text.endsWith("\n");
  if (records.length > mostKept || cut || damaged) {
    records.splice(0, Math.max(0, records.length - mostKept));
    await writeFileAtomic(file, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  }
  return {
    changed: changed.listen,
    /** On disk when it resolves: written before anything is handed out. */
    async add(record: ExportRecord): Promise<void> {
      const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW } = constants;
      await onFile(file, () =>
        appendFile(file, `${JSON.stringify(record)}\n`, {
          mode: 0o600,
          flush: true,
          // A planted link is not written through.
          flag: O_APPEND | O_CREAT | O_WRONLY | (O_NOFOLLOW ?? 0),
        }),
      );
      records.push(record);
      changed.emit();
    },
    /** Epoch milliseconds; null when it never was. */
    lastOf: (id: string) => records.findLast(({ accounts }) => accounts.includes(id))?.at ?? null,
  };
}

// The last line that a crash cut in half is none, and must not swallow the one written after it.
function read(text: string): { records: ExportRecord[]; damaged: boolean } {
  const lines = text.split("\n");
  lines.pop();
  const parsed = lines.map((each) => line.safeParse(parseJson(each)));
  return {
    records: parsed.flatMap(({ data }) => (data === undefined ? [] : [data])),
    damaged: parsed.some(({ success }) => !success),
  };
}
