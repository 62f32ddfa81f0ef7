/** The results as tables for a person; the same numbers go to result.json. */
import type { LatencyRow, LongRow, RecordingCost, SlowStreams } from "./measure.ts";
import type { Holdup } from "./holdups.ts";
import type { MemoryAfterPictures, MemoryUnderLoad } from "./memory.ts";
import type { Spread } from "./statistics.ts";

export interface Result {
  at: string;
  node: string;
  processors: number;
  quick: boolean;
  gateway: string;
  latency: LatencyRow[];
  longStream: LongRow[];
  recording: RecordingCost;
  slowStreams: SlowStreams;
  holdups: Holdup[];
  memory: MemoryUnderLoad | null;
  afterPictures: MemoryAfterPictures | null;
  /** Megabytes of the gateway's process at the very end. */
  memoryAfterAll: number | null;
}

const number = (value: number | null, digits: number) => (value === null ? "–" : value.toFixed(digits));

const percent = (share: Spread | null) =>
  share === null ? "–" : `${number(share.median, 1)} % (${number(share.from, 1)} to ${number(share.to, 1)})`;

export function reportText(result: Result): string {
  const latency = result.latency.map((row) => [
    String(row.concurrency),
    row.way,
    String(row.requests),
    number(row.p50, 2),
    number(row.p99, 2),
    row.way === "direct" ? "" : `+${number(row.addedP50, 2)}`,
    row.way === "direct" ? "" : `+${number(row.addedFirstByteP50, 2)}`,
    row.way === "direct" ? "" : `${number(row.ratioP50, 2)}×`,
    row.way === "direct" ? "" : number(row.processorMsPer1000, 0),
  ]);
  const long = result.longStream.map((row) => [
    row.way,
    number(row.eventsPerSecond, 0),
    `${number(row.ratio, 2)}×`,
  ]);
  const holdups = result.holdups.map(({ what, ...row }) => [
    what,
    number(row.itself, 0),
    number(row.p50, 1),
    number(row.p99, 1),
    number(row.longest, 1),
  ]);
  const { streams, before, most } = result.slowStreams;
  return [
    `Small questions, milliseconds (${result.gateway}, Node ${result.node}, ${result.processors} processors)`,
    table(
      ["clients", "way", "requests", "p50", "p99", "added p50", "added first byte", "ratio", "CPU ms/1000"],
      latency,
    ),
    "",
    "One long stream",
    table(["way", "events/s", "time"], long),
    "",
    `Recording requests: ${number(result.recording.recorded, 0)} a second with it, ` +
      `${number(result.recording.unrecorded, 0)} without: ${percent(result.recording.lossPercent)} lower, ` +
      `${percent(result.recording.processorPercent)} more processor time (median, middle half of ` +
      `${result.recording.pairs} pairs)`,
    "",
    `${streams} slow streams open: ${number(before, 0)} MB before, ${number(most, 0)} MB at most; ` +
      `${number(result.memoryAfterAll, 0)} MB after everything`,
    "",
    "Small requests beside a large one, milliseconds",
    table(["beside", "itself", "p50", "p99", "longest"], holdups),
    ...memoryLines(result),
  ].join("\n");
}

function memoryLines({ memory, afterPictures }: Result): string[] {
  if (memory === null || afterPictures === null) return [];
  const { before, most, after, backAfterMs } = afterPictures;
  return [
    "",
    `Memory under ${memory.seconds} s of mixed load (${memory.requests} requests), by tenths: ` +
      `${memory.tenths.map((each) => number(each, 0)).join(" ")} MB; the last third ` +
      `${number(memory.growthPercent, 1)} % over the one before`,
    `Memory after 20 pictures of 10 MB: ${number(before, 0)} MB before, ${number(most, 0)} at most, ` +
      `${number(after, 0)} after; back ${backAfterMs === null ? "not within a minute" : `after ${number(backAfterMs / 1000, 1)} s`}`,
  ];
}

/** Columns as wide as they must be, words to the left, numbers to the right. */
export function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const isWord = (column: number) => rows.some((row) => /[a-z]{2}/.test(row[column] ?? ""));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return isWord(column) ? cell.padEnd(width) : cell.padStart(width);
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
