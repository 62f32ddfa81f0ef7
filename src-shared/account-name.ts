/** How accounts are called, wherever they are shown. */
import type { AccountView } from "./contract/accounts.ts";

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

/** The name of any of `accounts`: its label, else its e-mail, else `unnamed`; told apart from others of that name. */
export function accountNames(
  accounts: AccountView[],
  masked: boolean,
  unnamed: string,
): (account: AccountView) => string {
  const short = ({ label, email }: AccountView) =>
    label ?? (email === null ? unnamed : masked ? maskEmail(email) : email);
  return (account) => distinctName(account, accounts, short);
}
