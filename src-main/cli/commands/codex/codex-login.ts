import type { CodexLoginPreview } from "../../../../src-shared/contract/codex.ts";
import { UsageError, type CommandContext } from "../../parsing/command.ts";
import { loginWords, presentWords } from "../../text/codex-text.ts";
import { nameWithPlan } from "../../text/text.ts";
import { findAccount } from "../../parsing/find-account.ts";

/** `codex login ACCOUNT`: gives Codex an account's login; with `undo` the former one is put back. */
export async function loginCommand(
  context: CommandContext,
  wanted: string | undefined,
  { undo, dryRun }: { undo: boolean; dryRun: boolean },
): Promise<number> {
  const { terminal, json } = context;
  if (undo === (wanted !== undefined))
    throw new UsageError("codex login wants an account, its id, label or e-mail, or --undo.");
  if (undo && dryRun) throw new UsageError("--dry-run is for applying a login.");
  const client = await context.connect();
  if (wanted === undefined) {
    const view = await client.codex.undoLogin();
    terminal.out(json ? JSON.stringify(view.login, null, 2) : loginWords(view.login));
    return 0;
  }
  const account = findAccount(await client.accounts.list(), wanted);
  const preview = await client.codex.previewLogin({ id: account.id });
  if (dryRun) return showPreview(context, preview);
  if (!json && preview.refusal === null) showPreview(context, preview);
  const { login } = await client.codex.applyLogin({ id: account.id });
  terminal.out(
    json
      ? JSON.stringify(login, null, 2)
      : `Codex is signed in to ${nameWithPlan(account)} now. A Codex that is open already has to be restarted.`,
  );
  return 0;
}

function showPreview({ terminal, json }: CommandContext, preview: CodexLoginPreview): number {
  const { file, present, backup, comesHere, refusal } = preview;
  if (json) terminal.out(JSON.stringify(preview, null, 2));
  else {
    terminal.out(`${file} holds: ${presentWords(present)}.`);
    if (backup !== null) terminal.out(`Kept beside it: ${backup}`);
    if (comesHere) terminal.out("Switchyard looks after that login itself from then on.");
    if (refusal) terminal.error(`${refusal.message} ${refusal.advice}`.trimEnd());
  }
  return refusal ? 1 : 0;
}
