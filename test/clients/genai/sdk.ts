import { GoogleGenAI } from "@google/genai";
import { startSwitchyard, type RunOptions, type Running } from "../../support/switchyard.ts";

export const model = "gpt-5.5";

export function sdkAt(baseUrl: string, apiKey = "local"): GoogleGenAI {
  return new GoogleGenAI({ apiKey, httpOptions: { baseUrl } });
}

export async function startSdk(options: RunOptions = {}): Promise<Running & { genai: GoogleGenAI }> {
  const running = await startSwitchyard(options);
  return { ...running, genai: sdkAt(running.url) };
}
