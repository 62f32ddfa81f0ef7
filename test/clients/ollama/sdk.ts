import { Ollama } from "ollama";
import { startSwitchyard, type RunOptions, type Running } from "../../support/switchyard.ts";

export const model = "gpt-5.5";

export async function startSdk(options: RunOptions = {}): Promise<Running & { ollama: Ollama }> {
  const running = await startSwitchyard(options);
  return { ...running, ollama: new Ollama({ host: running.url }) };
}
