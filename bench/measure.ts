/** The measurements. Ways take turns in short slices, so that whatever else the machine does hits all of them. */
import { setTimeout as delay } from "node:timers/promises";
import { createClient, run, type Sample } from "./load.ts";
import { processorMs, residentMb, type Processes } from "./processes.ts";
import { callsOf, conversations, longDeltas, ways, type Way } from "./requests.ts";
import { median, quantile, spread, type Spread } from "./statistics.ts";

export interface Effort {
  rounds: number;
  sliceMs: number;
  slowStreams: number;
  slowMs: number;
}

export interface LatencyRow {
  concurrency: number;
  way: Way;
  requests: number;
  /** Milliseconds, whole answer. */
  p50: number;
  p99: number;
  firstByteP50: number;
  /** Compared with `direct` in the same run. */
  addedP50: number;
  addedFirstByteP50: number;
  ratioP50: number;
  /** Of the gateway's process. */
  processorMsPer1000: number | null;
}

export interface LongRow {
  way: Way;
  eventsPerSecond: number;
  ratio: number;
}

export interface SlowStreams {
  streams: number;
  /** Megabytes of the gateway's process: before, and at most while they are open. */
  before: number | null;
  most: number | null;
}

export async function measureLatency(
  { backend, gateway }: Processes,
  concurrency: number,
  effort: Effort,
): Promise<LatencyRow[]> {
  const calls = callsOf(backend, gateway.origin, conversations.small);
  const each = ways.map((way) => ({
    way,
    client: createClient(calls[way], concurrency),
    samples: [] as Sample[],
    processor: 0,
  }));
  for (const { client } of each) await run(client, concurrency, effort.sliceMs);
  for (let round = 0; round < effort.rounds; round += 1) {
    // The order changes, so that nobody always comes after the same one.
    for (const entry of round % 2 === 0 ? each : each.toReversed()) {
      const before = processorMs(gateway.pid) ?? 0;
      entry.samples.push(...(await run(entry.client, concurrency, effort.sliceMs)));
      entry.processor += (processorMs(gateway.pid) ?? 0) - before;
    }
  }
  for (const { client } of each) await client.close();

  const totals = (samples: Sample[]) => samples.map(({ total }) => total);
  const firstBytes = (samples: Sample[]) => samples.map(({ firstByte }) => firstByte);
  const direct = each[0]?.samples ?? [];
  return each.map(({ way, samples, processor }) => {
    const p50 = median(totals(samples));
    const firstByteP50 = median(firstBytes(samples));
    return {
      concurrency,
      way,
      requests: samples.length,
      p50,
      p99: quantile(totals(samples), 0.99),
      firstByteP50,
      addedP50: p50 - median(totals(direct)),
      addedFirstByteP50: firstByteP50 - median(firstBytes(direct)),
      ratioP50: p50 / median(totals(direct)),
      processorMsPer1000:
        way === "direct" || process.platform !== "linux" ? null : (processor / samples.length) * 1000,
    };
  });
}

/** What it costs to write requests to usage.db. */
export interface RecordingCost {
  requests: number;
  /** Slices with and without it that were compared. */
  pairs: number;
  /** Requests per second, the median of the slices. */
  recorded: number;
  unrecorded: number;
  /** Of throughput, by which it is lower with recording, over the pairs of slices; negative within the noise. */
  lossPercent: Spread;
  /** The same of the processor time of the gateway, which other programs disturb less; null where it is not told. */
  processorPercent: Spread | null;
}

/** The same gateway, its setting changed between the slices. */
export async function measureRecording(processes: Processes, effort: Effort): Promise<RecordingCost> {
  const { backend, gateway, set } = processes;
  const concurrency = 16;
  const client = createClient(callsOf(backend, gateway.origin, conversations.small).chat, concurrency);
  const sliceMs = effort.sliceMs * 3;
  const pairs: Record<"true" | "false", { perSecond: number; processor: number }>[] = [];
  let requests = 0;
  const slice = async (recorded: "true" | "false") => {
    set("data.recordRequests", recorded);
    // What is left of before, and of the change itself, is not counted.
    await run(client, concurrency, effort.sliceMs / 2);
    const before = processorMs(gateway.pid) ?? 0;
    const begun = performance.now();
    const { length } = await run(client, concurrency, sliceMs);
    requests += length;
    return {
      perSecond: (length / (performance.now() - begun)) * 1000,
      processor: ((processorMs(gateway.pid) ?? 0) - before) / length,
    };
  };
  for (let round = 0; round < effort.rounds * 2; round += 1) {
    if (round % 2 === 0) pairs.push({ true: await slice("true"), false: await slice("false") });
    else pairs.push({ false: await slice("false"), true: await slice("true") });
  }
  set("data.recordRequests", "true");
  await client.close();
  return {
    requests,
    pairs: pairs.length,
    recorded: median(pairs.map((pair) => pair.true.perSecond)),
    unrecorded: median(pairs.map((pair) => pair.false.perSecond)),
    lossPercent: spread(pairs.map((pair) => (1 - pair.true.perSecond / pair.false.perSecond) * 100)),
    processorPercent:
      processorMs(gateway.pid) !== null
        ? spread(pairs.map((pair) => (pair.true.processor / pair.false.processor - 1) * 100))
        : null,
  };
}

/** One stream of 20,000 pieces of text, as fast as it goes. */
export async function measureLongStream({ backend, gateway }: Processes, rounds: number): Promise<LongRow[]> {
  const calls = callsOf(backend, gateway.origin, conversations.long);
  const compared = (["direct", "chat stream", "pass-through"] as const).map((way) => ({
    way,
    client: createClient(calls[way], 1),
    times: [] as number[],
  }));
  for (const { client } of compared) await client.ask();
  for (let round = 0; round < rounds; round += 1) {
    for (const { client, times } of compared) times.push((await client.ask()).total);
  }
  for (const { client } of compared) await client.close();
  const direct = median(compared[0]?.times ?? []);
  return compared.map(({ way, times }) => ({
    way,
    eventsPerSecond: (longDeltas / median(times)) * 1000,
    ratio: median(times) / direct,
  }));
}

/** Memory while many clients sit in streams in which an event comes every two seconds. */
export async function measureSlowStreams(processes: Processes, effort: Effort): Promise<SlowStreams> {
  const { backend, gateway } = processes;
  const before = residentMb(gateway.pid);
  const call = callsOf(backend, gateway.origin, conversations.slow)["chat stream"];
  const client = createClient(call, effort.slowStreams);
  // They end by being cut off: that is what the measurement does when it has seen enough.
  const asked = Array.from({ length: effort.slowStreams }, () => client.ask().catch(() => {}));
  let most = before;
  for (const until = performance.now() + effort.slowMs; performance.now() < until; await delay(250)) {
    const now = residentMb(gateway.pid);
    if (now !== null && (most === null || now > most)) most = now;
  }
  const health = (await (await fetch(`${gateway.origin}/health`)).json()) as { active_requests: number };
  await client.cut();
  await Promise.all(asked);
  if (health.active_requests !== effort.slowStreams) {
    throw new Error(`Only ${health.active_requests} of ${effort.slowStreams} slow streams were open.`);
  }
  return { streams: effort.slowStreams, before, most };
}
