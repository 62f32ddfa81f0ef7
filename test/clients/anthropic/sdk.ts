import Anthropic from "@anthropic-ai/sdk";
import { startSwitchyard, type RunOptions, type Running } from "../../support/switchyard.ts";

export const model = "claude-opus-5-5";
export const hello = { model, max_tokens: 1024, messages: [{ role: "user" as const, content: "hello" }] };

/** The SDK set up as the Connect page tells people to; it never tries again by itself. */
export async function startSdk(options: RunOptions = {}): Promise<Running & { anthropic: Anthropic }> {
  const running = await startSwitchyard(options);
  const anthropic = new Anthropic({ baseURL: running.url, apiKey: "local", maxRetries: 0 });
  return { ...running, anthropic };
}
