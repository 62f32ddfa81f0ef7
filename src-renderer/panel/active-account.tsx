import { useTranslation } from "react-i18next";
import type { AccountView } from "../../src-shared/contract/index.ts";
import { AccountMeters } from "../components/meters/account-meters.tsx";
import { Status } from "../components/status.tsx";
import { planName } from "../../src-shared/account-name.ts";
import { useAccountNames } from "../format/account-name.ts";
import { useHealth } from "../format/use-health.ts";
import { useLive } from "../live/use-live.tsx";
import classes from "./panel.module.css";

/** The account that new conversations go to, with its meters. */
export function ActiveAccount() {
  const { t } = useTranslation();
  const active = useLive((state) => state.accounts.find((account) => account.active) ?? null);
  const any = useLive((state) => state.accounts.length > 0);
  return (
    <section className={classes.section} aria-label={t("panel.inUse")}>
      {active === null ? (
        <Status tone="attention">{t(any ? "panel.noneInUse" : "panel.noAccount")}</Status>
      ) : (
        <Account account={active} />
      )}
    </section>
  );
}

function Account({ account }: { account: AccountView }) {
  const names = useAccountNames();
  const { tone, sentence } = useHealth(account);
  return (
    <>
      <p className={classes.line}>
        <span className={classes.name} title={names.name(account)}>
          {names.name(account)}
        </span>
        {account.plan !== null && <span className={classes.plan}>{planName(account.plan)}</span>}
      </p>
      {account.health !== "ok" && (
        <p className={classes.quiet}>
          <Status tone={tone}>{sentence}</Status>
        </p>
      )}
      <div className={classes.meters}>
        <AccountMeters account={account} />
      </div>
    </>
  );
}
