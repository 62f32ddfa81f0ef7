/** Values of options as commands want them. Throws UsageError when a value cannot be one. */
import { UsageError } from "./command.ts";

export function textOption(options: Record<string, unknown>, name: string): string | null {
  const value = options[name];
  return typeof value === "string" ? value : null;
}

export function listOption(options: Record<string, unknown>, name: string): string[] {
  const value = options[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

export function numberOption(
  options: Record<string, unknown>,
  name: string,
  { from, to, otherwise }: { from: number; to: number; otherwise: number },
): number {
  const value = textOption(options, name);
  if (value === null) return otherwise;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < from || number > to)
    throw new UsageError(`--${name} wants a number from ${from} to ${to}, not "${value}".`);
  return number;
}

export function choiceOption<T extends string>(
  options: Record<string, unknown>,
  name: string,
  choices: readonly T[],
): T | null {
  const value = textOption(options, name);
  if (value === null) return null;
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new UsageError(`--${name} is one of ${choices.join(", ")}, not "${value}".`);
  return found;
}

const spans: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A moment in epoch milliseconds: so long before `now` (30m, 12h, 7d), or a date, with a time or at local midnight. */
export function momentOption(options: Record<string, unknown>, name: string, now: number): number | null {
  const value = textOption(options, name);
  if (value === null) return null;
  const [, count, unit = ""] = /^(\d{1,6})([mhd])$/.exec(value) ?? [];
  if (count !== undefined) return now - Number(count) * (spans[unit] ?? 0);
  const time = Date.parse(/^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00` : value);
  if (/^\d{4}-/.test(value) && Number.isFinite(time)) return time;
  throw new UsageError(`--${name} wants 30m, 12h, 7d or a date such as 2026-11-20, not "${value}".`);
}

export function noMore(command: string, positionals: readonly string[]): void {
  if (positionals.length > 0)
    throw new UsageError(`Unexpected argument "${positionals[0] ?? ""}" for ${command}.`);
}
