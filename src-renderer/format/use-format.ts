/** Numbers, times and durations in the chosen language. Times are local, on a 24-hour clock. */
import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Language } from "../i18n/languages.ts";
import { splitDuration } from "./split-duration.ts";

const minute = 60_000;
const day = 86_400_000;

export interface Format {
  language: Language;
  /** "1,234" */
  number(value: number): string;
  /** "3.1M" */
  compact(value: number): string;
  /** @param value 0 to 100 */
  percent(value: number): string;
  /** "16:40"; with the weekday or date when not today. @param at epoch milliseconds */
  time(at: number, now: number): string;
  /** "12:04:11" */
  clock(at: number): string;
  /** "1.6%": for what is small. @param value 0 to 100 */
  share(value: number): string;
  /** "20 Nov" */
  dayOfMonth(at: number): string;
  /** "20 Nov 2026" */
  date(at: number): string;
  /** "2 h 14 min". @param milliseconds rounded up to whole minutes from one minute on */
  duration(milliseconds: number): string;
  /** "12.80"; four places below one. */
  cost(value: number): string;
  /** "1.4 MB" */
  bytes(value: number): string;
  /** "8.2 s", "140 ms" */
  elapsed(milliseconds: number): string;
  /** "14:59", for what is watched as it runs down. */
  countdown(milliseconds: number): string;
  /** "just now", "3 min ago" */
  ago(at: number, now: number): string;
  /** "12 s ago", then as `ago`. */
  agoExactly(at: number, now: number): string;
}

export function useFormat(): Format {
  const { t, i18n } = useTranslation();
  return useMemo(() => createFormat(i18n.language === "zh" ? "zh" : "en", t), [t, i18n.language]);
}

export function createFormat(language: Language, t: TFunction): Format {
  const tag = language === "zh" ? "zh-CN" : "en-GB";
  const number = new Intl.NumberFormat(tag, { maximumFractionDigits: 1 });
  const compact = new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en-US", {
    notation: "compact",
    maximumFractionDigits: 1,
  });
  const percent = new Intl.NumberFormat(tag, { style: "percent", maximumFractionDigits: 0 });
  const share = new Intl.NumberFormat(tag, { style: "percent", maximumFractionDigits: 1 });
  const time = new Intl.DateTimeFormat(tag, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const clock = new Intl.DateTimeFormat(tag, { timeStyle: "medium", hourCycle: "h23" });
  const weekday = new Intl.DateTimeFormat(tag, { weekday: "short" });
  const monthDay = new Intl.DateTimeFormat(tag, { month: "short", day: "numeric" });
  const date = new Intl.DateTimeFormat(tag, { dateStyle: "medium" });

  const duration = (milliseconds: number) => {
    const { days, hours, minutes, seconds } = splitDuration(milliseconds);
    if (days > 0 && hours > 0) return t("duration.daysHours", { days, hours });
    if (days > 0) return t("duration.days", { days });
    if (hours > 0 && minutes > 0) return t("duration.hoursMinutes", { hours, minutes });
    if (hours > 0) return t("duration.hours", { hours });
    if (minutes > 0) return t("duration.minutes", { minutes });
    return t("duration.seconds", { seconds });
  };

  const ago = (at: number, now: number) => {
    if (now - at < minute) return t("common.justNow");
    // Rounded down, unlike time that is still to come.
    return t("common.ago", { duration: duration(Math.floor((now - at) / minute) * minute) });
  };

  return {
    language,
    number: (value) => number.format(value),
    compact: (value) => compact.format(value),
    percent: (value) => percent.format(value / 100),
    time(at, now) {
      if (new Date(at).toDateString() === new Date(now).toDateString()) return time.format(at);
      const near = Math.abs(at - now) < 6 * day;
      return `${(near ? weekday : monthDay).format(at)} ${time.format(at)}`;
    },
    clock: (at) => clock.format(at),
    share: (value) => share.format(value / 100),
    dayOfMonth: (at) => monthDay.format(at),
    date: (at) => date.format(at),
    duration,
    cost(value) {
      const places = value < 1 ? 4 : 2;
      return value.toLocaleString(tag, { minimumFractionDigits: places, maximumFractionDigits: places });
    },
    bytes(value) {
      if (value < 1000) return `${number.format(value)} B`;
      return value < 1_000_000
        ? `${number.format(value / 1000)} kB`
        : `${number.format(value / 1_000_000)} MB`;
    },
    elapsed(milliseconds) {
      if (milliseconds < 1000) {
        return t("duration.milliseconds", { milliseconds: number.format(Math.round(milliseconds)) });
      }
      if (milliseconds < minute)
        return t("duration.seconds", { seconds: number.format(milliseconds / 1000) });
      return duration(milliseconds);
    },
    countdown(milliseconds) {
      const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
      return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    },
    ago,
    agoExactly(at, now) {
      const seconds = Math.floor((now - at) / 1000);
      if (seconds < 1 || seconds >= 60) return ago(at, now);
      return t("common.ago", { duration: t("duration.seconds", { seconds }) });
    },
  };
}
