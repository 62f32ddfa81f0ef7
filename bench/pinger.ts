/** Asks for the smallest thing there is, again and again, in a thread of its own: nothing else here may hold it up. */
import { setTimeout as delay } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { Client } from "undici";

const client = new Client(workerData as string);
const state = { done: false };
const samples: number[] = [];
parentPort?.once("message", () => (state.done = true));
while (!state.done) {
  const begun = performance.now();
  const { body } = await client.request({ path: "/healthz", method: "GET" });
  await body.dump();
  samples.push(performance.now() - begun);
  await delay(2);
}
await client.close();
parentPort?.postMessage(samples, []);
