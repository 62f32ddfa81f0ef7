/** How much a tool says: an agent pays for every word of it. */

/** Entries of one list; what is left out is counted. */
export const mostEntries = { models: 100, groups: 25, failures: 25, others: 50 };
const longestText = 200;

/** One line of bounded length. */
export function short(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= longestText ? line : `${line.slice(0, longestText - 1)}…`;
}

/** The first of a list, and how many were left out. */
export function bounded<T>(all: readonly T[], most: number): { shown: T[]; left_out: number } {
  return { shown: all.slice(0, most), left_out: Math.max(0, all.length - most) };
}

export function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
