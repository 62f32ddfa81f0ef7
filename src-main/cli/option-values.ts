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

export function noMore(command: string, positionals: readonly string[]): void {
  if (positionals.length > 0) throw new UsageError(`${command} takes no ${positionals[0] ?? ""}.`);
}
