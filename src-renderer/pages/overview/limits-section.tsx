import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { AccountView } from "../../../src-shared/contract/index.ts";
import { AccountMeters } from "../../components/meters/account-meters.tsx";
import { Section } from "../../components/page/page.tsx";
import { Status } from "../../components/status.tsx";
import { useAccountNames } from "../../format/account-name.ts";
import { useFormat } from "../../format/use-format.ts";
import { useHealth } from "../../format/use-health.ts";
import { useLive } from "../../live/use-live.tsx";
import { useNow } from "../../live/use-now.ts";
import classes from "./limits-section.module.css";
import { tightestAccounts } from "./tightest-accounts.ts";

const shownAccounts = 5;

export function LimitsSection() {
  const { t } = useTranslation();
  const format = useFormat();
  const names = useAccountNames();
  const now = useNow();
  const accounts = useLive((state) => state.accounts);
  const shown = tightestAccounts(accounts, shownAccounts, now);
  const readAt = Math.max(0, ...accounts.map((account) => account.limits?.readAt ?? 0));
  const more = accounts.length - shown.length;

  return (
    <Section
      title={t("limits.title")}
      aside={readAt > 0 && t("common.updated", { when: format.ago(readAt, now) })}
    >
      <ul>
        {shown.map((account) => (
          <li key={account.id} className={classes.account}>
            <div className={classes.who}>
              <p className={classes.name} title={names.name(account)}>
                {names.name(account)}
              </p>
              {account.health !== "ok" && <Health account={account} />}
            </div>
            <AccountMeters account={account} />
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p className={classes.more}>
          <Link href="/accounts">{t("limits.more", { count: more })}</Link>
        </p>
      )}
    </Section>
  );
}

function Health({ account }: { account: AccountView }) {
  const { tone, sentence } = useHealth(account);
  return (
    <p className={classes.health}>
      <Status tone={tone}>{sentence}</Status>
    </p>
  );
}
