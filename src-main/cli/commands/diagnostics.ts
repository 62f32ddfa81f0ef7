/** A redacted bundle for a bug report: one JSON file, searched for secrets before it is saved. */
import { open } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { AppError } from "../../platform/app-error.ts";
import { writeFileAtomic } from "../../platform/atomic-file.ts";
import { filesIn } from "../../settings/data-folder.ts";
import type { Command, CommandContext } from "../parsing/command.ts";
import { connectToRunning } from "../gateway/connect.ts";
import { bundleOf } from "../diagnostics/bundle.ts";
import { findSecrets } from "../diagnostics/find-secrets.ts";
import { knownSecrets } from "../diagnostics/known-secrets.ts";
import { noMore, textOption } from "../parsing/option-values.ts";

const shownRequests = 50;
/** Bytes from the end of the log. */
const logTail = 64 * 1024;

export const diagnostics: Command = {
  usage: "diagnostics [-o FILE]",
  help: "Writes a bundle for a bug report and prints its path: versions, settings, health, recent requests, log. No e-mails, ids, tokens or content; it is searched for them before it is saved.",
  options: { output: { type: "string", short: "o", help: "the file (switchyard-diagnostics.json)" } },
  async run(context, positionals, options) {
    noMore("diagnostics", positionals);
    const file = textOption(options, "output") ?? "switchyard-diagnostics.json";
    const { bundle, known } = await gather(context);
    const text = `${JSON.stringify(bundle, null, 2)}\n`;
    const found = findSecrets(text, known);
    if (found.length > 0) {
      throw new AppError(
        "internal",
        `The bundle was not saved: it still holds ${found.join(" and ")}.`,
        "Please report this sentence; do not send the log.",
      );
    }
    await writeFileAtomic(path.resolve(file), text);
    context.terminal.error("Read it before you send it to anybody.");
    context.terminal.out(context.json ? JSON.stringify({ file }) : file);
    return 0;
  },
};

async function gather(context: CommandContext): Promise<{ bundle: object; known: Set<string> }> {
  const running = await connectToRunning(context.dataFolder);
  const client = running ?? (await context.connect());
  const [app, gateway, settings, accounts, models, codex, requests, log] = await Promise.all([
    client.app.info(),
    client.gateway.status(),
    client.settings.get(),
    client.accounts.list(),
    client.models.list(),
    client.codex.status(),
    client.requests.recent({ limit: shownRequests }),
    tailOf(path.join(filesIn(context.dataFolder).logs, "switchyard.log")),
  ]);
  const system = {
    node: process.versions.node,
    system: `${process.platform} ${process.arch} ${os.release()}`,
    cpus: String(os.cpus().length),
    memory: `${Math.round(os.totalmem() / 2 ** 20)} MB`,
    language: Intl.DateTimeFormat().resolvedOptions().locale,
  };
  const bundle = bundleOf({
    app,
    system,
    running: running !== null,
    gateway,
    settings,
    accounts,
    models,
    codex,
    requests,
    log,
    homes: [
      [context.dataFolder, "DATA"],
      [os.homedir(), "HOME"],
    ],
    at: Date.now(),
  });
  return { bundle, known: await knownSecrets(context.dataFolder, settings.values, accounts) };
}

/** Whole lines from the end; none when there is no log. */
async function tailOf(file: string): Promise<string[]> {
  let handle;
  try {
    handle = await open(file);
  } catch {
    return [];
  }
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - logTail);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(logTail), 0, logTail, from);
    const lines = buffer.subarray(0, bytesRead).toString("utf8").split("\n").filter(Boolean);
    return from === 0 ? lines : lines.slice(1);
  } finally {
    await handle.close();
  }
}
