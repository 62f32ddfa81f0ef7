/** Waiting that a scripted behaviour asks for, and that ends when the connection does. */
import type { SimulatorClock } from "../clock.ts";
import type { Gate } from "./gate.ts";

export async function pause(
  clock: SimulatorClock,
  closed: Promise<unknown>,
  ms: number | undefined,
): Promise<void> {
  if (ms === undefined || ms <= 0) return;
  const over = Promise.withResolvers<void>();
  const cancel = clock.after(ms, over.resolve);
  await Promise.race([over.promise, closed]);
  cancel();
}

export async function stand(closed: Promise<unknown>, gate: Gate | undefined): Promise<void> {
  if (gate) await Promise.race([gate.pass(), closed]);
}
