/** Clients that ask, wait for the whole answer, and ask again. */
import { Pool } from "undici";
import type { Call } from "./requests.ts";

export interface Sample {
  /** Milliseconds to the first byte of the answer's body, and to its end. */
  firstByte: number;
  total: number;
}

export interface Client {
  ask: () => Promise<Sample>;
  /** After the answers under way. */
  close: () => Promise<void>;
  /** At once. */
  cut: () => Promise<void>;
}

/** `concurrency`: connections, all of which stay open. Throws on any answer that is not whole. */
export function createClient(call: Call, concurrency: number): Client {
  const pool = new Pool(call.origin, { connections: concurrency, pipelining: 1, keepAliveTimeout: 60_000 });
  const request = { path: call.path, method: "POST" as const, headers: call.headers, body: call.body };
  return {
    close: () => pool.close(),
    cut: () => pool.destroy(),
    async ask() {
      const begun = performance.now();
      const { statusCode, body } = await pool.request(request);
      let first = 0;
      let tail = "";
      for await (const chunk of body as AsyncIterable<Buffer>) {
        if (first === 0) first = performance.now();
        tail = (
          chunk.length < 1000
            ? tail + chunk.toString("latin1")
            : chunk.toString("latin1", chunk.length - 1000)
        ).slice(-1000);
      }
      const total = performance.now() - begun;
      if (statusCode !== 200 || !/"completed"|\[DONE\]|"finish_reason":"stop"/.test(tail)) {
        throw new Error(`${call.path} answered ${statusCode}: ${tail}`);
      }
      return { firstByte: first - begun, total };
    },
  };
}

/** Keeps `concurrency` requests under way for so long. */
export async function run(client: Client, concurrency: number, durationMs: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  const until = performance.now() + durationMs;
  const worker = async () => {
    while (performance.now() < until) samples.push(await client.ask());
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return samples;
}
