import type { CodexPreview } from "../../../src-shared/contract/index.ts";

export type DiffLine = CodexPreview["diff"][number];

/** A line to show, or how many unchanged ones are passed over. */
export type ShownLine = DiffLine | { kind: "skipped"; count: number };

/** The changed lines of a file with `context` unchanged ones around them. */
export function changedLines(diff: DiffLine[], context = 2): ShownLine[] {
  const near = (index: number) =>
    diff.slice(Math.max(0, index - context), index + context + 1).some(({ kind }) => kind !== "same");
  const shown: ShownLine[] = [];
  for (const [index, line] of diff.entries()) {
    const last = shown.at(-1);
    if (near(index)) shown.push(line);
    else if (last?.kind === "skipped") last.count += 1;
    else shown.push({ kind: "skipped", count: 1 });
  }
  return shown;
}
