import { createCollector } from "../../protocols/wire/collect.ts";
import type { WireResponse } from "../../protocols/wire/wire.ts";
import type { Turn } from "./run-turn.ts";

/** Reads a turn to its end for a client that did not ask for a stream. Throws UpstreamFailure when it is cut. */
export async function collectTurn(turn: Turn): Promise<{ type: string; response: WireResponse }> {
  const collector = createCollector();
  for await (const batch of turn.batches) {
    for (const event of batch) collector.push(event);
  }
  return { type: collector.terminalType() ?? "", response: collector.response() ?? {} };
}
