import { oc, type } from "@orpc/contract";
import type { Problem } from "../problem.ts";

export type GatewayState = "stopped" | "starting" | "running" | "stopping" | "failed";

/** A request that waits until a used-up plan has room again. Times in epoch milliseconds. */
export interface WaitingRequest {
  /** Name of the program that asked. */
  client: string;
  model: string | null;
  since: number;
  /** When it gives up. */
  until: number;
}

export interface BudgetView {
  /** `all`, or `project:`, `tool:`, `key:`, `agent:` with a name. */
  scope: string;
  tokens: number | null;
  requests: number | null;
  per: "day" | "week";
  over: "refuse" | "queue";
  /** Of the present day or week. */
  used: { tokens: number; requests: number };
  /** Epoch milliseconds. */
  resetsAt: number;
}

export interface GatewayStatus {
  state: GatewayState;
  host: string;
  port: number;
  /** What tools are given as OpenAI base URL, e.g. `http://127.0.0.1:8787/v1`. */
  baseUrl: string;
  /** Epoch milliseconds, null unless running. */
  startedAt: number | null;
  /** Why it is not running although it should. */
  problem: Problem | null;
  activeRequests: number;
  apiKeyRequired: boolean;
  /** Missing where nobody waits. */
  waiting?: WaitingRequest[];
  /** Ollama's own port: open, or what is in its way; null or missing where the settings do not ask for it. */
  ollamaPort?: "open" | Problem | null;
}

export const gateway = {
  status: oc.output(type<GatewayStatus>()),
  /** Resolves when listening, or with `state: "failed"` and its problem. Idempotent. */
  start: oc.output(type<GatewayStatus>()),
  /**
   * Where the port is taken: stores the next free one and starts there; Codex and the tools that are set up follow.
   * As `start` otherwise.
   */
  moveToFreePort: oc.output(type<GatewayStatus>()),
  budgets: oc.output(type<BudgetView[]>()),
  /** Stops accepting, drains running requests, then resolves. Idempotent. */
  stop: oc.output(type<GatewayStatus>()),
};
