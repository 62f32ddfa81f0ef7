/** `accounts use-reset`: spends one of an account's reset credits, after a person has said so. */
import type { AccountView, ResetOutcome } from "../../../src-shared/contract/accounts.ts";
import type { AdminClient } from "../../compose/compose.ts";
import { confirm } from "../parsing/confirm.ts";
import { UsageError, type CommandContext } from "../parsing/command.ts";
import { nameWithPlan } from "../text/text.ts";

const told: Record<ResetOutcome, string> = {
  reset: "Its limits begin anew.",
  "nothing-to-reset": "Nothing was spent: no limit of this account has been used.",
  "no-credit": "There is no reset credit left.",
  "already-redeemed": "This reset was spent already.",
};

export async function useReset(
  { terminal, json }: CommandContext,
  client: AdminClient,
  { id, ...account }: AccountView,
  yes: boolean,
): Promise<number> {
  if (!yes) {
    if (!terminal.interactive) throw new UsageError("accounts use-reset spends a credit: add --yes.");
    const name = nameWithPlan({ id, ...account });
    if (!(await confirm(terminal, `Spend one reset credit of ${name}? It cannot be taken back.`))) return 1;
  }
  const { outcome } = await client.accounts.spendReset({ id });
  terminal.out(json ? JSON.stringify({ outcome }) : told[outcome]);
  return outcome === "reset" ? 0 : 1;
}
