/**
 * Logins as a file to carry to another computer: each as Codex keeps its own (oauth 1.10), so that other programs
 * understand it too, with what a person set beside it. Pure.
 */
import type { AccountsExport } from "../../../src-shared/contract/accounts.ts";
import { AppError } from "../../platform/app-error.ts";
import { accountName, type Account, type Tokens } from "../account.ts";

export function exportLogins(accounts: readonly Account[], now: number): AccountsExport {
  const result: Pick<AccountsExport, "exported" | "skipped"> = { exported: [], skipped: [] };
  const entries: object[] = [];
  for (const account of accounts) {
    if (account.linked !== null) result.skipped.push(refused(account, linked));
    else if (account.tokens === null) result.skipped.push(refused(account, sealed));
    else {
      result.exported.push(account.id);
      entries.push(entryOf(account, account.tokens));
    }
  }
  return {
    fileName: exportFileName(now),
    text: `${JSON.stringify({ version: 1, exported_at: new Date(now).toISOString(), accounts: entries }, null, 2)}\n`,
    ...result,
  };
}

/** What a file made now is called. */
export function exportFileName(now: number): string {
  return `switchyard-accounts-${new Date(now).toISOString().slice(0, 10)}.json`;
}

function entryOf(account: Account, tokens: Tokens): object {
  return {
    auth_mode: "chatgpt",
    OPENAI_API_KEY: null,
    tokens: {
      id_token: tokens.idToken,
      access_token: tokens.accessToken,
      refresh_token: tokens.refreshToken,
      account_id: account.workspaceId,
    },
    last_refresh: new Date(tokens.refreshedAt).toISOString(),
    email: account.email,
    label: account.label,
    excluded_models: account.excludedModels,
  };
}

const linked = "follows Codex's own login, which is not Switchyard's to give away.";
const sealed = "is sealed by a keychain that cannot be opened here.";

function refused(account: Account, why: string): AccountsExport["skipped"][number] {
  const name = accountName(account);
  const advice =
    why === linked
      ? "Copy it from where Codex keeps it, or sign in to it here."
      : "Export it in the Switchyard app.";
  return { name, problem: new AppError("export_impossible", `${name} ${why}`, advice).problem };
}
