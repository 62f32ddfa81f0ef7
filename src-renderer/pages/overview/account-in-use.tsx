import { useTranslation } from "react-i18next";
import type { AccountView } from "../../../src-shared/contract/index.ts";
import { planName } from "../../../src-shared/account-name.ts";
import { AccountMeters } from "../../components/meters/account-meters.tsx";
import { Status } from "../../components/status.tsx";
import { useAccountNames } from "../../format/account-name.ts";
import { useFormat } from "../../format/use-format.ts";
import { useHealth } from "../../format/use-health.ts";
import { useNow } from "../../live/use-now.ts";
import classes from "./account-in-use.module.css";

/** What the overview is about: the account that new conversations go to, why it is that one, and what it has left. */
export function AccountInUse({ account }: { account: AccountView }) {
  const names = useAccountNames();
  const { tone, sentence } = useHealth(account);
  return (
    <div className={classes.account}>
      <div className={classes.identity}>
        <h3 className={classes.name} title={names.name(account)}>
          {names.name(account)}
        </h3>
        {account.plan !== null && <span>{planName(account.plan)}</span>}
        <Why account={account} />
      </div>
      {account.health !== "ok" && (
        <p className={classes.health}>
          <Status tone={tone}>{sentence}</Status>
        </p>
      )}
      <AccountMeters large account={account} />
    </div>
  );
}

function Why({ account: { activeReason } }: { account: AccountView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  // Since 0: it never was another one, and there is nothing to tell.
  if (activeReason === null || activeReason.since === 0) return <span>{t("accounts.inUse")}</span>;
  const time = format.time(activeReason.since, now);
  return <span>{t("accounts.inUseSince", { time, why: t(`accounts.reason.${activeReason.code}`) })}</span>;
}
