import { useTranslation } from "react-i18next";
import type { AccountView } from "../../src-shared/contract/index.ts";
import { staleSince } from "../../src-shared/limits/stale.ts";
import { useNow } from "../live/use-now.ts";
import { useConnection } from "../live/use-live.tsx";
import classes from "./account-meters.module.css";
import { WindowMeter } from "./window-meter.tsx";

/** Every window of an account, shortest first. */
export function AccountMeters({ account }: { account: AccountView }) {
  const { t } = useTranslation();
  const connection = useConnection();
  const now = useNow();
  const { limits } = account;
  if (limits === null || limits.windows.length === 0) {
    return <p className={classes.none}>{t("limits.none")}</p>;
  }
  const stale = connection.state === "lost" ? limits.readAt : staleSince(limits, now);
  const windows = [...limits.windows].sort(
    (left, right) => (left.meter ?? "").localeCompare(right.meter ?? "") || left.minutes - right.minutes,
  );
  return (
    <div>
      {windows.map((window) => (
        <WindowMeter key={`${window.meter}/${window.minutes}`} window={window} now={now} staleSince={stale} />
      ))}
    </div>
  );
}
