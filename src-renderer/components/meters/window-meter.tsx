/**
 * The graphic of the app, a fuel gauge: the fill is what is left of a rate-limit window, its hatched end what the
 * forecast burns before the reset, and the tick where even use would leave it now. Coloured by the forecast; grey and
 * hatched when stale.
 */
import { useTranslation } from "react-i18next";
import type { RateWindow } from "../../../src-shared/contract/index.ts";
import { paceOf, type Pace } from "../../../src-shared/limits/pace.ts";
import { windowName } from "../../../src-shared/limits/window-name.ts";
import { useFormat } from "../../format/use-format.ts";
import classes from "./window-meter.module.css";

interface Properties {
  window: RateWindow;
  /** Epoch milliseconds. */
  now: number;
  /** When the numbers were read, if that is too long ago. */
  staleSince: number | null;
  /**
   * `line` is the whole in one row; `compact` the bar and what is left, with the words on hover, for a line among many;
   * `large` what a page is about.
   */
  size?: "line" | "compact" | "large";
}

export function WindowMeter({ window, now, staleSince, size = "line" }: Properties) {
  const { t } = useTranslation();
  const format = useFormat();
  const compact = size === "compact";
  const pace = paceOf(window, now);
  const { paceWords, resetWords } = useMeterWords(window, pace, now, staleSince);
  const known = window.resetsAt === null || now < window.resetsAt;
  const left = known ? format.percent(Math.max(0, 100 - window.usedPercent)) : t("common.unknown");
  const length = windowName(window.minutes, format.language);
  const name = window.meter === null ? length : `${window.meter} · ${length}`;
  const words = [paceWords, resetWords].filter((part) => part !== "").join(", ");

  return (
    <div
      className={classes.meter}
      data-state={pace.state}
      data-stale={staleSince !== null || undefined}
      data-size={size}
      title={compact ? words : undefined}
    >
      <span className={classes.name}>{length}</span>
      <span
        className={classes.bar}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a <meter> cannot hold three marks
        role="meter"
        aria-label={name}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={clamp(100 - window.usedPercent)}
        aria-valuetext={t("limits.meterLabel", { name, left, words })}
      >
        {known && <Bar left={clamp(100 - window.usedPercent)} pace={pace} />}
      </span>
      <span className={classes.left}>
        {left} <span className={classes.unit}>{known && !compact ? t("limits.left") : ""}</span>
      </span>
      {!compact && (
        <>
          <span className={classes.pace}>{paceWords}</span>
          <span className={classes.reset}>{resetWords}</span>
        </>
      )}
    </div>
  );
}

/** @param left percent */
function Bar({ left, pace }: { left: number; pace: Pace }) {
  const { forecastPercent, expectedPercent } = pace;
  const atReset = forecastPercent === null ? left : Math.min(left, clamp(100 - forecastPercent));
  return (
    <>
      <span className={classes.fill} style={{ width: `${left}%` }} />
      <span className={classes.burning} style={{ left: `${atReset}%`, width: `${left - atReset}%` }} />
      {expectedPercent !== null && (
        <span className={classes.tick} style={{ left: `${clamp(100 - expectedPercent)}%` }} />
      )}
    </>
  );
}

function useMeterWords(window: RateWindow, pace: Pace, now: number, staleSince: number | null) {
  const { t } = useTranslation();
  const format = useFormat();
  const { resetsAt, usedPercent } = window;

  const paceWords = () => {
    if (staleSince !== null) return t("limits.staleSince", { time: format.time(staleSince, now) });
    if (usedPercent >= 100 && pace.state === "bad") return t("limits.usedUp");
    if (pace.lastsUntil !== null) return t("limits.lastsUntil", { time: format.time(pace.lastsUntil, now) });
    if (pace.state === "unknown") return t("limits.noPace");
    return t("limits.lasts");
  };

  const resetWords = () => {
    if (resetsAt === null) return usedPercent === 0 ? t("limits.notStarted") : "";
    if (now >= resetsAt) return t("limits.resetPassed", { time: format.time(resetsAt, now) });
    const away = resetsAt - now;
    if (away < 86_400_000) return t("limits.resetsIn", { duration: format.duration(away) });
    return t("limits.resetsAt", { when: format.time(resetsAt, now) });
  };

  return { paceWords: paceWords(), resetWords: resetWords() };
}

function clamp(percent: number): number {
  return Math.min(100, Math.max(0, percent));
}
