/** The short name of a rate-limit window. */

const hour = 60;
const day = 24 * hour;
const week = 7 * day;

type Language = "en" | "zh";

const words = {
  en: { hours: " h", days: " d", week: "Week", month: "Month" },
  zh: { hours: " 小时", days: " 天", week: "周", month: "月" },
} as const;

/**
 * "5 h", "Week", "Month", "3 d", "12 h".
 *
 * @param minutes length of the window; the upstream rounds down at times (299), which is forgiven
 */
export function windowName(minutes: number, language: Language = "en"): string {
  const { hours, days, week: weekWord, month } = words[language];
  if (isAbout(minutes, week)) return weekWord;
  if (minutes >= 28 * day - hour && minutes <= 31 * day + hour) return month;
  if (minutes > day + hour) return `${Math.round(minutes / day)}${days}`;
  return `${Math.max(1, Math.round(minutes / hour))}${hours}`;
}

function isAbout(minutes: number, length: number): boolean {
  return Math.abs(minutes - length) <= length * 0.01;
}
