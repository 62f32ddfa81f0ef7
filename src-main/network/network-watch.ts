/** Notices that this computer is on another network, or slept: connections of before may be dead without a word. */
import os from "node:os";
import type { Clock } from "../platform/ports.ts";

type Interfaces = ReturnType<typeof os.networkInterfaces>;

/** Milliseconds. A check takes a fraction of one. */
const checkEveryMs = 5_000;
/** A timer this late means that the computer slept. */
const sleptMs = 60_000;

/** Runs `changed` after each change until the returned function is called. Does not keep the process alive. */
export function watchNetwork(facts: {
  clock: Clock;
  changed: () => void;
  interfaces?: () => Interfaces;
}): () => void {
  const { clock, changed, interfaces = os.networkInterfaces } = facts;
  let known = markOf(interfaces());
  let checkedAt = clock.now();
  let cancel = () => {};
  const check = () => {
    const mark = markOf(interfaces());
    const slept = clock.now() - checkedAt > checkEveryMs + sleptMs;
    checkedAt = clock.now();
    // On no network at all there is nothing to connect to: the next one counts.
    const other = mark !== known && mark !== "";
    if (mark !== "") known = mark;
    cancel = clock.after(checkEveryMs, check);
    if (other || slept) changed();
  };
  cancel = clock.after(checkEveryMs, check);
  return () => cancel();
}

/** Two of the same mean the same network: addresses that others know, whatever order they come in. */
export function markOf(interfaces: Interfaces): string {
  return Object.entries(interfaces)
    .flatMap(([name, addresses = []]) =>
      addresses
        // Link-local ones come and go by themselves.
        .filter(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address))
        .map(({ address }) => `${name} ${address}`),
    )
    .toSorted()
    .join("\n");
}
