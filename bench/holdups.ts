/** What holds other requests up: how long the smallest one takes while the gateway does something large beside it. */
import { once } from "node:events";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { lengthenHistory } from "./long-history.ts";
import type { Processes } from "./processes.ts";
import { largeChat } from "./requests.ts";
import { quantile } from "./statistics.ts";

export interface Holdup {
  what: string;
  /** Milliseconds of small requests meanwhile. */
  p50: number;
  p99: number;
  longest: number;
  /** Of the large thing itself, the longest of several. */
  itself: number;
}

const historyRows = 200_000;

export async function measureHoldups(processes: Processes, times: number): Promise<Holdup[]> {
  const { gateway } = processes;
  const nothing = await beside(gateway.origin, "nothing", times, () => delay(500));
  const pictures = await beside(gateway.origin, "a request of 3 × 10 MB", times, () =>
    ask(gateway.origin, largeChat(3)),
  );
  lengthenHistory(processes.history, historyRows);
  const report = await beside(gateway.origin, "a report of 200,000 requests", times, async () => {
    const answer = await fetch(`${gateway.origin}/_gateway/admin/usage?days=90&by=model`);
    const { lifetime } = (await answer.json()) as { lifetime: { requests: number } };
    if (lifetime.requests < historyRows) throw new Error(`The report counts ${lifetime.requests} requests.`);
  });
  return [nothing, pictures, report];
}

async function beside(
  origin: string,
  what: string,
  times: number,
  work: () => Promise<unknown>,
): Promise<Holdup> {
  const pinger = new Worker(path.join(import.meta.dirname, "pinger.ts"), { workerData: origin });
  let itself = 0;
  for (let time = 0; time < times; time += 1) {
    const begun = performance.now();
    await work();
    itself = Math.max(itself, performance.now() - begun);
  }
  const answered = once(pinger, "message") as Promise<[number[]]>;
  pinger.postMessage("enough", []);
  const [small] = await answered;
  return { what, p50: quantile(small, 0.5), p99: quantile(small, 0.99), longest: Math.max(...small), itself };
}

export async function ask(origin: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
  const answer = await fetch(`${origin}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": "bench/1" },
    body,
  });
  const text = await answer.text();
  if (answer.status !== 200)
    throw new Error(`The large request was answered ${answer.status}: ${text.slice(0, 200)}`);
}
