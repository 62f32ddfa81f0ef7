import { useTranslation } from "react-i18next";
import type { RequestRow } from "../../../src-shared/contract/index.ts";
import { requestPhases } from "../../format/request-phases.ts";
import { useFormat } from "../../format/use-format.ts";
import classes from "./request-timeline.module.css";

/** What a request spent its time on: a bar to scale, and the same in words below it. */
export function RequestTimeline({ row }: { row: RequestRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const phases = requestPhases(row);
  if (phases.length === 0) return null;
  return (
    <div className={classes.timeline}>
      <div className={classes.bar} aria-hidden="true">
        {phases.map(({ phase, ms }) => (
          <span key={phase} data-phase={phase} style={{ flexGrow: ms }} />
        ))}
      </div>
      <ul className={classes.words} aria-label={t("requests.timeline")}>
        {phases.map(({ phase, ms }) => (
          <li key={phase} data-phase={phase}>
            {t(`requests.phase.${phase}`)} <b>{format.elapsed(ms)}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}
