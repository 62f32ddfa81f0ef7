import { useTranslation } from "react-i18next";
import type { AccountView, RateWindow } from "../../../src-shared/contract/index.ts";
import { useNow } from "../../live/use-now.ts";
import classes from "./account-meters.module.css";
import { useStaleSince } from "./use-stale-since.ts";
import { WindowMeter } from "./window-meter.tsx";

interface Properties {
  account: AccountView;
  /** The plan's own windows large and side by side: for the account that a page is about. */
  large?: boolean;
}

/** Every window of an account, shortest first; those of separately metered models under their name. */
export function AccountMeters({ account, large = false }: Properties) {
  const { t } = useTranslation();
  const now = useNow();
  const stale = useStaleSince(account);
  const { limits } = account;
  if (limits === null || limits.windows.length === 0) {
    return <p className={classes.none}>{t("limits.none")}</p>;
  }
  const meters = [...new Set(limits.windows.map((window) => window.meter))].sort((left, right) =>
    (left ?? "").localeCompare(right ?? ""),
  );
  const size = (window: RateWindow) => (large && window.meter === null ? "large" : "line");
  return (
    <div>
      {meters.map((meter) => (
        <div key={meter} className={large && meter === null ? classes.large : undefined}>
          {meter !== null && <p className={classes.meter}>{meter}</p>}
          {limits.windows
            .filter((window) => window.meter === meter)
            .sort((left, right) => left.minutes - right.minutes)
            .map((window) => (
              <WindowMeter
                key={window.minutes}
                size={size(window)}
                window={window}
                now={now}
                staleSince={stale}
              />
            ))}
        </div>
      ))}
    </div>
  );
}
