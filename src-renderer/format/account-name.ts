import { useTranslation } from "react-i18next";
import type { AccountView } from "../../src-shared/contract/index.ts";
import { distinctName, maskEmail } from "../../src-shared/account-name.ts";
import { useLive } from "../live/use-live.tsx";

export interface AccountNames {
  /** Label, else e-mail, else a piece of the id; the same for several accounts at times. */
  short(account: AccountView): string;
  /** The same, made different from all others. */
  name(account: AccountView): string;
  /** As it may be shown; null when not known. */
  email(account: AccountView): string | null;
  /** Name of the account with this id, or null when it is gone. */
  byId(id: string | null): string | null;
}

export function useAccountNames(): AccountNames {
  const { t } = useTranslation();
  const accounts = useLive((state) => state.accounts);
  const mask = useLive((state) => state.settings.values.desktop.maskEmails);
  const email = (account: AccountView) =>
    account.email !== null && mask ? maskEmail(account.email) : account.email;
  const short = (account: AccountView) =>
    account.label ?? email(account) ?? t("accounts.unnamed", { id: account.id.slice(0, 6) });
  const name = (account: AccountView) => distinctName(account, accounts, short);
  return {
    short,
    name,
    email,
    byId(id) {
      const account = accounts.find((candidate) => candidate.id === id);
      return account === undefined ? null : name(account);
    },
  };
}
