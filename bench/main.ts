/**
 * What the gateway costs: the same questions straight to a simulated backend and through the gateway, in turns.
 * Load, gateway and backend share this computer's processors, so with many clients all of them queue: compare the
 * columns, not the numbers of different computers.
 *
 *   npm run bench [-- --quick] [-- --profile] [-- --minutes 10]
 *
 * `--profile` writes a CPU profile of the gateway to bench/profile. `--minutes`: how long its memory is watched under
 * mixed load, half a minute where nothing is said.
 */
import { writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import {
  measureLatency,
  measureLongStream,
  measureRecording,
  measureSlowStreams,
  type Effort,
} from "./measure.ts";
import { measureHoldups } from "./holdups.ts";
import { measureAfterPictures, measureMemory } from "./memory.ts";
import { residentMb, startProcesses } from "./processes.ts";
import { reportText, type Result } from "./report.ts";

const { values } = parseArgs({
  options: { quick: { type: "boolean" }, profile: { type: "boolean" }, minutes: { type: "string" } },
});
const quick = values.quick === true;
const effort: Effort = quick
  ? { rounds: 2, sliceMs: 250, slowStreams: 500, slowMs: 7_000 }
  : { rounds: 8, sliceMs: 500, slowStreams: 500, slowMs: 12_000 };

const processes = await startProcesses(values.profile ? path.join(import.meta.dirname, "profile") : null);
try {
  // First, while the gateway's memory is still that of a fresh start.
  console.error(`Measuring ${effort.slowStreams} slow streams …`);
  const slowStreams = await measureSlowStreams(processes, effort);
  const latency = [];
  for (const concurrency of [1, 16, 64, 256]) {
    console.error(`Measuring with ${concurrency} client${concurrency === 1 ? "" : "s"} …`);
    latency.push(...(await measureLatency(processes, concurrency, effort)));
  }
  console.error("Measuring the recording of requests …");
  const recording = await measureRecording(processes, effort);
  console.error("Measuring a long stream …");
  const longStream = await measureLongStream(processes, quick ? 3 : 9);
  const seconds = Number(values.minutes ?? 0.5) * 60;
  console.error(`Measuring memory under mixed load for ${seconds} seconds …`);
  const memory = await measureMemory(processes, seconds);
  console.error("Measuring memory after large pictures …");
  const afterPictures = await measureAfterPictures(processes);
  // Last: afterwards the history is long.
  console.error("Measuring what holds others up …");
  const holdups = await measureHoldups(processes, quick ? 3 : 10);
  const result: Result = {
    at: new Date().toISOString(),
    node: process.versions.node,
    processors: os.availableParallelism(),
    quick,
    gateway: processes.gateway.program,
    latency,
    longStream,
    recording,
    slowStreams,
    holdups,
    memory,
    afterPictures,
    memoryAfterAll: residentMb(processes.gateway.pid),
  };
  writeFileSync(path.join(import.meta.dirname, "result.json"), `${JSON.stringify(result, null, 2)}\n`);
  console.log(reportText(result));
} finally {
  await processes.stop();
}
