/** Keeps linked accounts as Codex's own file says, reading it again only when it changed. */
import type { AccountStore } from "../account-store.ts";
import { accountId, type Account } from "../account.ts";
import { codexLoginMark, readCodexLogin } from "./codex-login.ts";

export interface CodexFollower {
  /** Does nothing for an account that is not linked. `afresh` reads even when the file looks the same. */
  follow(account: Account | null, afresh?: boolean): Promise<void>;
}

export function createCodexFollower(store: AccountStore): CodexFollower {
  const marks = new Map<string, string | null>();
  return {
    async follow(account, afresh = false) {
      if (account === null || account.linked === null) return;
      const { codexHome } = account.linked;
      const mark = await codexLoginMark(codexHome);
      if (!afresh && marks.has(account.id) && marks.get(account.id) === mark) return;
      const login = await readCodexLogin(codexHome).catch(() => null);
      // Somebody else may be signed in to Codex by now.
      await store.follow(account.id, login !== null && accountId(login) === account.id ? login : null);
      marks.set(account.id, mark);
    },
  };
}
