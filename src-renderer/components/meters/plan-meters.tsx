import { useTranslation } from "react-i18next";
import type { AccountView } from "../../../src-shared/contract/index.ts";
import { useNow } from "../../live/use-now.ts";
import classes from "./plan-meters.module.css";
import { useStaleSince } from "./use-stale-since.ts";
import { WindowMeter } from "./window-meter.tsx";

/** The plan's own windows side by side, shortest first, for a line among many. */
export function PlanMeters({ account }: { account: AccountView }) {
  const { t } = useTranslation();
  const now = useNow();
  const stale = useStaleSince(account);
  const windows = (account.limits?.windows ?? [])
    .filter(({ meter }) => meter === null)
    .toSorted((left, right) => left.minutes - right.minutes);
  if (windows.length === 0) return <span className={classes.none}>{t("limits.none")}</span>;
  return (
    <span className={classes.meters}>
      {windows.slice(0, 2).map((window) => (
        <WindowMeter key={window.minutes} size="compact" window={window} now={now} staleSince={stale} />
      ))}
    </span>
  );
}
