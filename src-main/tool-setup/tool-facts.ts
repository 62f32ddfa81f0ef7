/** What a tool has to be told about the gateway, and where it looks for it. */
import type { FilePlan } from "./edit-file.ts";

export interface GatewayFacts {
  /** e.g. http://127.0.0.1:8787 */
  root: string;
  /** null = any placeholder is accepted. */
  apiKey: string | null;
  /** Default model and its window in tokens. */
  model: string;
  contextWindow: number;
  models: { id: string; name: string; contextWindow: number }[];
}

export interface Surroundings {
  home: string;
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  exists: (file: string) => boolean;
}

export interface ToolPlan {
  /** Of the tool: where it is, the tool has been on this computer. */
  folder: string;
  /** One switch for all of them; the first is the one that is named. */
  files: FilePlan[];
}

/** Tokens of one answer. */
export const maxOutput = 128_000;
