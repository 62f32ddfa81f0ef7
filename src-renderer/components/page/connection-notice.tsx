import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/use-format.ts";
import { useConnection, useLoaded } from "../../live/use-live.tsx";
import { useNow } from "../../live/use-now.ts";
import classes from "./connection-notice.module.css";
import { Status } from "../status.tsx";

/** Floats over the page while Switchyard cannot be reached; what is below stays readable and says from when. */
export function ConnectionNotice() {
  const { t } = useTranslation();
  const format = useFormat();
  const connection = useConnection();
  const loaded = useLoaded();
  const now = useNow();
  return (
    <output className={classes.place}>
      {connection.state === "lost" && (
        <span className={classes.notice}>
          <Status tone="attention">
            {t("connection.lost")}
            {loaded && (
              <span className={classes.since}>
                {t("connection.shown", { time: format.time(connection.since, now) })}
              </span>
            )}
          </Status>
        </span>
      )}
    </output>
  );
}
