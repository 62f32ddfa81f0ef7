/** Whether the gateway's memory levels off under mixed load, and when it is back after large pictures. */
import { setTimeout as delay } from "node:timers/promises";
import { ask } from "./holdups.ts";
import { createClient, run } from "./load.ts";
import { residentMb, type Processes } from "./processes.ts";
import { callsOf, conversations, largeChat } from "./requests.ts";
import { median } from "./statistics.ts";

export interface MemoryUnderLoad {
  seconds: number;
  requests: number;
  /** Megabytes, the median of each tenth of the time. */
  tenths: number[];
  /** Of the last third over the one before, in percent; level is about nothing. */
  growthPercent: number;
}

/** Every kind of request at once, and now and then a picture. Null where the system does not tell. */
export async function measureMemory(processes: Processes, seconds: number): Promise<MemoryUnderLoad | null> {
  const { backend, gateway } = processes;
  if (residentMb(gateway.pid) === null) return null;
  const calls = callsOf(backend, gateway.origin, conversations.small);
  const clients = (["chat stream", "chat", "pass-through"] as const).map((way) =>
    createClient(calls[way], 4),
  );
  const state = { done: false };
  const samples: number[] = [];
  const watch = async () => {
    while (!state.done) {
      samples.push(residentMb(gateway.pid) ?? 0);
      await delay(250);
    }
  };
  const picture = largeChat(1);
  const pictures = async () => {
    for (; !state.done; await delay(2_000)) await ask(gateway.origin, picture);
  };
  const beside = [watch(), pictures()];
  const answered = await Promise.all(clients.map((client) => run(client, 4, seconds * 1000)));
  state.done = true;
  await Promise.all(beside);
  for (const client of clients) await client.close();
  const part = (from: number, to: number) =>
    median(samples.slice(Math.floor(samples.length * from), Math.ceil(samples.length * to)));
  return {
    seconds,
    requests: answered.reduce((sum, { length }) => sum + length, 0),
    tenths: Array.from({ length: 10 }, (_, tenth) => part(tenth / 10, (tenth + 1) / 10)),
    growthPercent: (part(2 / 3, 1) / part(1 / 3, 2 / 3) - 1) * 100,
  };
}

export interface MemoryAfterPictures {
  /** Megabytes. */
  before: number;
  most: number;
  after: number;
  /** Until no more than a quarter of the rise was left; null when it did not come to that in a minute. */
  backAfterMs: number | null;
}

export async function measureAfterPictures({ gateway }: Processes): Promise<MemoryAfterPictures | null> {
  const now = () => residentMb(gateway.pid) ?? 0;
  if (residentMb(gateway.pid) === null) return null;
  const before = now();
  const body = largeChat(1);
  let most = before;
  for (let count = 0; count < 10; count += 1) {
    await Promise.all([ask(gateway.origin, body), ask(gateway.origin, body)]);
    most = Math.max(most, now());
  }
  const begun = performance.now();
  const enough = before + (most - before) / 4;
  while (now() > enough && performance.now() - begun < 60_000) await delay(100);
  const after = now();
  return { before, most, after, backAfterMs: after <= enough ? performance.now() - begun : null };
}
