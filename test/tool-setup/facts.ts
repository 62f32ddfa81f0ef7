/** What the tools are told in these tests, and where they look. */
import { existsSync } from "node:fs";
import type { GatewayFacts, Surroundings } from "../../src-main/tool-setup/tool-facts.ts";

export const facts: GatewayFacts = {
  root: "http://127.0.0.1:8787",
  apiKey: null,
  model: "gpt-5.5",
  contextWindow: 272_000,
  models: [
    { id: "gpt-5.5", name: "GPT-5.5", contextWindow: 272_000 },
    { id: "gpt-5.5-mini", name: "GPT-5.5 mini", contextWindow: 200_000 },
  ],
};

export function aroundOf(home: string): Surroundings {
  return { home, platform: "linux", env: {}, exists: existsSync };
}
