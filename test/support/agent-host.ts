/** A place for agent processes, all of which are gone when the test is over. */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import {
  createAgentHost,
  type AgentHost,
  type AgentHostOptions,
} from "../../src-main/providers/agents/agent-host.ts";
import { systemClock } from "../../src-main/platform/ports.ts";

export function agentHost(options: Partial<AgentHostOptions> = {}): AgentHost {
  const folder = options.folder ?? mkdtempSync(path.join(os.tmpdir(), "switchyard-agents-"));
  const host = createAgentHost({
    env: process.env,
    clock: systemClock,
    most: () => 4,
    idleMs: () => 300_000,
    loopbackOnly: () => true,
    ...options,
    folder,
  });
  onTestFinished(async () => {
    await host.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return host;
}
