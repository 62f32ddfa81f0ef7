import { diffLines } from "diff";

export interface DiffLine {
  kind: "same" | "added" | "removed";
  text: string;
}

/** Both texts line by line, without their line ends. */
export function lineDiff(before: string, after: string): DiffLine[] {
  return diffLines(before, after).flatMap(({ value, added, removed }) => {
    const kind = added ? "added" : removed ? "removed" : "same";
    const lines = value.replace(/\r?\n$/, "").split(/\r?\n/);
    return lines.map((text): DiffLine => ({ kind, text }));
  });
}
