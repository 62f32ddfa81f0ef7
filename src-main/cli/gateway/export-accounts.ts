/** `accounts export`: logins into a file that only this person can read, or to standard output when asked. */
import { constants } from "node:fs";
import { access, writeFile } from "node:fs/promises";
import path from "node:path";
import type { AdminClient } from "../../compose/compose.ts";
import { AppError } from "../../platform/app-error.ts";
import { writeFileAtomic } from "../../platform/atomic-file.ts";
import type { CommandContext } from "../parsing/command.ts";
import { findAccount } from "../parsing/find-account.ts";

export async function exportAccounts(
  { terminal, json }: CommandContext,
  client: AdminClient,
  wanted: string[],
  options: Record<string, unknown>,
): Promise<number> {
  const output = typeof options["output"] === "string" ? options["output"] : null;
  const force = options["force"] === true;
  // Before anything is exported and goes on record.
  if (output !== null && output !== "-" && !force) await refuseExisting(output);
  const all = await client.accounts.list();
  if (all.length === 0) throw new AppError("no_account", "There is no account to export.", "Sign in first.");
  const chosen = wanted.length === 0 ? all : wanted.map((name) => findAccount(all, name));
  const ids = [...new Set(chosen.map(({ id }) => id))];
  const { text, fileName, exported, skipped } = await client.accounts.export({ ids, by: "command-line" });
  for (const { problem } of skipped) terminal.error(`${problem.message} ${problem.advice}`);
  if (exported.length === 0) return 1;
  if (output === "-") terminal.write(text);
  else {
    const file = path.resolve(output ?? fileName);
    await write(file, text, force);
    if (json) terminal.out(JSON.stringify({ file, exported, skipped }));
    else terminal.out(`${exported.length} exported to ${file}`);
  }
  terminal.error(
    "Whoever holds this file holds the login. Its refresh tokens work once: used in two places, the two sign each other out. Removing the account here ends the login everywhere.",
  );
  return skipped.length === 0 || wanted.length === 0 ? 0 : 1;
}

async function refuseExisting(file: string): Promise<void> {
  const there = await access(file, constants.F_OK).then(
    () => true,
    () => false,
  );
  if (there) throw alreadyThere(file);
}

async function write(file: string, text: string, force: boolean): Promise<void> {
  try {
    if (force) await writeFileAtomic(file, text);
    else await writeFile(file, text, { mode: 0o600, flag: "wx", flush: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") throw alreadyThere(file);
    throw new AppError(
      "export_impossible",
      `${file} could not be written (${code ?? "unknown"}).`,
      "Choose another place with -o.",
      { cause: error },
    );
  }
}

function alreadyThere(file: string): AppError {
  return new AppError(
    "export_impossible",
    `${file} exists already.`,
    "Choose another name with -o, or add --force to replace it.",
  );
}
