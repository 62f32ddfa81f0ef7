/**
 * Codex points at the gateway exactly while the gateway runs and the person wants it to: no dead address is ever
 * left behind by a stop, a failed start or a new port.
 */
import { createSerial } from "../platform/serial.ts";
import type { HomeSwitches } from "./home-switches.ts";
import type { CodexTakeover } from "./takeover.ts";

export interface FollowOptions {
  homes: Pick<HomeSwitches, "wanted" | "strays" | "look">;
  running: () => boolean;
  wanted: () => { enabled: boolean; mode: "native" | "provider" };
  /** What goes wrong here has nobody waiting for it. */
  onProblem: (error: unknown) => void;
}

export function followGateway({ homes, running, wanted, onProblem }: FollowOptions) {
  let ended = false;
  const lane = createSerial();

  async function settle(): Promise<void> {
    if (ended) return;
    // What cannot be done in one home holds no other up.
    for (const takeover of homes.strays()) await takeover.turnOff().catch(onProblem);
    for (const takeover of homes.wanted()) await settleOne(takeover).catch(onProblem);
    await homes.look();
  }

  async function settleOne(takeover: CodexTakeover): Promise<void> {
    const { enabled, mode } = wanted();
    // A switch that failed half-way, with the disk full say, is undone first.
    await takeover.reconcile();
    const { state, mode: present } = await takeover.look();
    const should = enabled && running();
    if (should && (state === "off" || state === "orphaned")) await takeover.turnOn(mode);
    else if (should && state === "on" && present !== mode) await takeover.turnOn(mode);
    else if (should && state === "on") await takeover.updateAddress();
    else if (!should && state !== "off") await takeover.turnOff({ orphans: false });
  }

  const follow = () => lane.run(settle).catch(onProblem);

  return {
    follow,
    /** No more of it; resolves when nothing is under way. */
    async end(): Promise<void> {
      ended = true;
      await lane.settled();
    },
  };
}
