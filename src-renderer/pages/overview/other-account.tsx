import { useTranslation } from "react-i18next";
import type { AccountView } from "../../../src-shared/contract/index.ts";
import { ActionButton } from "../../components/action-button.tsx";
import { PlanMeters } from "../../components/meters/plan-meters.tsx";
import { useStaleSince } from "../../components/meters/use-stale-since.ts";
import { Status } from "../../components/status.tsx";
import { useAccountNames } from "../../format/account-name.ts";
import { useFormat } from "../../format/use-format.ts";
import { useHealth } from "../../format/use-health.ts";
import { useNow } from "../../live/use-now.ts";
import classes from "./other-account.module.css";

interface Properties {
  account: AccountView;
  pending: boolean;
  onUse: () => void;
}

/** One that could take over: what it has left, and the click that lets it. */
export function OtherAccount({ account, pending, onUse }: Properties) {
  const { t } = useTranslation();
  const name = useAccountNames().name(account);
  const usable = account.health === "ok" || account.health === "limited" || account.health === "trouble";
  return (
    <li className={classes.account}>
      <div className={classes.who}>
        <p className={classes.name} title={name}>
          {name}
        </p>
        <State account={account} />
      </div>
      <PlanMeters account={account} />
      {usable && (
        <ActionButton
          className={classes.use}
          variant="subtle"
          size="compact-sm"
          pending={pending}
          aria-label={t("accounts.useLabel", { name })}
          onClick={onUse}
        >
          {t("accounts.use")}
        </ActionButton>
      )}
    </li>
  );
}

/** What is to be known of it beside its meters; nothing where all is well. */
function State({ account }: { account: AccountView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const stale = useStaleSince(account);
  const { tone, sentence } = useHealth(account);
  if (account.health !== "ok") {
    return (
      <p className={classes.state}>
        <Status tone={tone}>{sentence}</Status>
      </p>
    );
  }
  if (stale === null) return null;
  return <p className={classes.state}>{t("limits.staleSince", { time: format.time(stale, now) })}</p>;
}
