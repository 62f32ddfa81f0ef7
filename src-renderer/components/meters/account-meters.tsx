import { useTranslation } from "react-i18next";
import type { AccountView } from "../../../src-shared/contract/index.ts";
import { staleSince } from "../../../src-shared/limits/stale.ts";
import { useNow } from "../../live/use-now.ts";
import { useConnection } from "../../live/use-live.tsx";
import classes from "./account-meters.module.css";
import { WindowMeter } from "./window-meter.tsx";

/** Every window of an account, shortest first; those of separately metered models under their name. */
export function AccountMeters({ account }: { account: AccountView }) {
  const { t } = useTranslation();
  const connection = useConnection();
  const now = useNow();
  const { limits } = account;
  if (limits === null || limits.windows.length === 0) {
    return <p className={classes.none}>{t("limits.none")}</p>;
  }
  const stale = connection.state === "lost" ? limits.readAt : staleSince(limits, now);
  const meters = [...new Set(limits.windows.map((window) => window.meter))].sort((left, right) =>
    (left ?? "").localeCompare(right ?? ""),
  );
  return (
    <div>
      {meters.map((meter) => (
        <div key={meter}>
          {meter !== null && <p className={classes.meter}>{meter}</p>}
          {limits.windows
            .filter((window) => window.meter === meter)
            .sort((left, right) => left.minutes - right.minutes)
            .map((window) => (
              <WindowMeter key={window.minutes} window={window} now={now} staleSince={stale} />
            ))}
        </div>
      ))}
    </div>
  );
}
