import { oc, type } from "@orpc/contract";
import { z } from "zod";

/** Where requests to the backend would go now. */
export interface NetworkRoute {
  /**
   * What decides. environment: also where the system's settings cannot be read or leave it to a script that only the
   * desktop app can run.
   */
  source: "none" | "environment" | "system" | "custom" | "account";
  /** Proxies in the order they are tried, without name and password; null = directly. Empty when there is no way. */
  ways: (string | null)[];
  /** Why there is no way; null when there is one. */
  problem: string | null;
}

/** One thing that was looked at on the way to a host. */
export interface NetworkFinding {
  /** A few words. */
  name: string;
  /** ok; note: worth knowing; bad: something must be done. */
  state: "ok" | "note" | "bad";
  message: string;
  /** What to do; empty when there is nothing to do. */
  advice: string;
}

const whose = z.object({
  /** By the way of this account; else by everybody's. */
  accountId: z.string().min(1).optional(),
});

export const network = {
  /** Of this computer, for others on the network; IPv4 first. */
  addresses: oc.output(type<string[]>()),
  route: oc.input(whose).output(type<NetworkRoute>()),
  /** Tries every hop to every host; takes seconds. */
  test: oc.input(whose).output(type<NetworkFinding[]>()),
};
