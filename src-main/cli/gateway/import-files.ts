/** `accounts import`: shows what each entry of the files would do, asks a person who sits there, and does just that. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { ImportAction, ImportEntry, ImportFile } from "../../../src-shared/contract/accounts.ts";
import type { AdminClient } from "../../compose/compose.ts";
import { AppError } from "../../platform/app-error.ts";
import { confirm } from "../parsing/confirm.ts";
import type { CommandContext, Terminal } from "../parsing/command.ts";
import { timeWords } from "../text/text.ts";

/** Bytes; what the admin API takes. */
const largestFile = 10_000_000;

export async function importFiles(
  { terminal, json }: CommandContext,
  client: AdminClient,
  paths: string[],
  options: Record<string, unknown>,
): Promise<number> {
  const files = await Promise.all(paths.map(readChosen));
  const { entries, fingerprint } = await client.accounts.previewImport({ files });
  const dryRun = options["dry-run"] === true;
  const ask = terminal.interactive && options["yes"] !== true && !json;
  if (dryRun && json) terminal.out(JSON.stringify({ entries }, null, 2));
  else if (dryRun || ask) showPreview(terminal, entries, Date.now());
  if (dryRun) return entries.some(isFault) ? 1 : 0;
  const some = entries.some(isTaken);
  if (ask && some && !(await confirm(terminal, "Import them?"))) {
    terminal.error("Nothing was imported.");
    return 1;
  }
  const result = await client.accounts.importFiles({ files, fingerprint });
  if (json) terminal.out(JSON.stringify(result));
  else {
    terminal.out(`${result.added.length} added, ${result.renewed.length} renewed.`);
    if (!ask)
      for (const { problem } of result.skipped)
        terminal.error([problem.message, problem.advice].filter(Boolean).join(" "));
  }
  return entries.some(isFault) ? 1 : 0;
}

const doing: Record<ImportAction, string> = {
  add: "will be added",
  renew: "will get this login, which is newer",
  same: "stays: this very login is here already",
  older: "stays: there is a newer login",
  sealed: "left out: sealed by the keychain",
  ignored: "ignored: not a JSON file",
  broken: "cannot be used",
};

function showPreview(terminal: Terminal, entries: readonly ImportEntry[], now: number): void {
  for (const entry of entries) {
    const { name, action, email, id, plan, workspaceId, tokenExpiresAt, renewable, problem } = entry;
    if (id === null) {
      terminal.out(
        `${name}: ${doing[action]}${action === "broken" && problem ? `. ${problem.message}` : ""}`,
      );
      continue;
    }
    terminal.out(
      `${name}: ${email ?? id} (${plan ?? "plan unknown"}, workspace ${workspaceId}) ${doing[action]}`,
    );
    const expiry = tokenExpiresAt === null ? "—" : timeWords(tokenExpiresAt, now).replace(/^at /, "");
    terminal.out(`    Access token expires ${expiry}${renewable ? "" : ", and cannot be renewed"}`);
  }
  if (entries.some((entry) => isTaken(entry) && entry.renewable)) {
    terminal.out(
      "A login works in one place: once Switchyard renews it, the program it came from is signed out.",
    );
  }
}

function isTaken({ action }: ImportEntry): boolean {
  return action === "add" || action === "renew";
}

function isFault({ action }: ImportEntry): boolean {
  return action === "broken" || action === "older" || action === "sealed";
}

async function readChosen(file: string): Promise<ImportFile> {
  let bytes;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === "ENOENT" ? "is not there" : "cannot be read";
    throw new AppError("import_unreadable", `${file} ${why}.`, "Check the name of the file.", {
      cause: error,
    });
  }
  if (bytes.length > largestFile)
    throw new AppError("import_unreadable", `${file} is larger than 10 MB, far more than logins are.`);
  return { name: path.basename(file), base64: bytes.toString("base64") };
}
