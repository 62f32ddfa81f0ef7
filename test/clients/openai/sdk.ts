import OpenAI from "openai";
import { startSwitchyard, type RunOptions, type Running } from "../../support/switchyard.ts";

export const model = "gpt-5.5";

/** The SDK set up as the Connect page tells people to; it never tries again by itself. */
export async function startSdk(options: RunOptions = {}): Promise<Running & { openai: OpenAI }> {
  const running = await startSwitchyard(options);
  const openai = new OpenAI({ baseURL: `${running.url}/v1`, apiKey: "local", maxRetries: 0 });
  return { ...running, openai };
}
