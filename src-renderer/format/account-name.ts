import { useTranslation } from "react-i18next";
import type { AccountView } from "../../src-shared/contract/index.ts";
import { useLive } from "../live/use-live.tsx";

/** "w•••@e•••.com": enough to tell one's own accounts apart, not enough to be written to. */
export function maskEmail(email: string): string {
  const [user = "", domain = ""] = email.split("@");
  const ending = domain.includes(".") ? domain.slice(domain.lastIndexOf(".")) : "";
  return `${user.slice(0, 1)}•••@${domain.slice(0, 1)}•••${ending}`;
}

/** "Plus" for "plus". */
export function planName(plan: string): string {
  return plan.slice(0, 1).toUpperCase() + plan.slice(1);
}

/**
 * A name with what tells its account from others of the same name: one e-mail may be in several workspaces.
 *
 * @param short the name of any account by itself
 */
export function distinctName(
  account: AccountView,
  accounts: AccountView[],
  short: (account: AccountView) => string,
): string {
  const name = short(account);
  const twins = accounts.filter((other) => other.id !== account.id && short(other) === name);
  if (twins.length === 0) return name;
  const plan = account.plan;
  if (plan !== null && twins.every((twin) => twin.plan !== plan)) return `${name} · ${planName(plan)}`;
  return `${name} · ${account.workspaceId.slice(-6)}`;
}

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
