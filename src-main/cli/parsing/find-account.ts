import type { AccountView } from "../../../src-shared/contract/accounts.ts";
import { AppError } from "../../platform/app-error.ts";

/** By id, label or e-mail. Throws AppError when none or several answer to the name. */
export function findAccount(all: AccountView[], wanted: string): AccountView {
  const found = all.filter((each) => [each.id, each.label, each.email].includes(wanted));
  if (found.length === 1 && found[0]) return found[0];
  throw new AppError(
    "account_not_found",
    found.length === 0 ? `There is no account "${wanted}".` : `"${wanted}" names ${found.length} accounts.`,
    found.length === 0 ? "`switchyard accounts list` shows all of them." : "Use the id.",
  );
}
