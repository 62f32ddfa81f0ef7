/** Every account: can it serve, and what to do when it cannot. */
import type { AccountView } from "../../../src-shared/contract/accounts.ts";
import { nameWithPlan, healthWords, timeWords } from "../text/text.ts";
import { findingsOf, type Finding } from "./finding.ts";

const { ok, note, bad } = findingsOf("accounts");

export function checkAccounts(accounts: readonly AccountView[], now: number): Finding[] {
  if (accounts.length === 0) return [bad("Accounts", "Nobody is signed in.", "switchyard login")];
  return accounts.map((account) => checkAccount(account, now));
}

function checkAccount(account: AccountView, now: number): Finding {
  const name = nameWithPlan(account);
  const words = healthWords(account, now);
  switch (account.health) {
    case "ok":
      return tokenFinding(account, now) ?? ok(name, words);
    case "limited":
    case "paused":
      return note(name, words);
    case "sign-in-needed":
      return bad(name, "The login is refused.", "switchyard login");
    case "sealed":
      return bad(
        name,
        "Its tokens are sealed by the keychain.",
        "Start the Switchyard app; on a server sign in anew: switchyard login",
      );
    case "trouble":
      return note(name, words, account.lastProblem?.advice ?? "");
  }
}

function tokenFinding({ tokenExpiresAt, ...account }: AccountView, now: number): Finding | null {
  if (tokenExpiresAt === null || tokenExpiresAt > now) return null;
  const words = `Its token expired ${timeWords(tokenExpiresAt, now)}; it is renewed with the next request.`;
  return note(nameWithPlan({ ...account, tokenExpiresAt }), words);
}
