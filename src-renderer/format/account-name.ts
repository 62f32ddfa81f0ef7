import { useTranslation } from "react-i18next";
import type { AccountView } from "../../src-shared/contract/index.ts";
import { useLive } from "../live/use-live.tsx";

/** "w•••@e•••.com": enough to tell one's own accounts apart, not enough to be written to. */
export function maskEmail(email: string): string {
  const [user = "", domain = ""] = email.split("@");
  const ending = domain.includes(".") ? domain.slice(domain.lastIndexOf(".")) : "";
  return `${user.slice(0, 1)}•••@${domain.slice(0, 1)}•••${ending}`;
}

export interface AccountNames {
  /** Label, else e-mail, else a piece of the id. */
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
  const name = (account: AccountView) =>
    account.label ?? email(account) ?? t("accounts.unnamed", { id: account.id.slice(0, 6) });
  return {
    name,
    email,
    byId(id) {
      const account = accounts.find((candidate) => candidate.id === id);
      return account === undefined ? null : name(account);
    },
  };
}
