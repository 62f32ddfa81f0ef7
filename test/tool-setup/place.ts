/** A home of its own with a tool's files in it, and what sets the tool up there. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { ToolId } from "../../src-shared/contract/tools.ts";
import type { GatewayFacts } from "../../src-main/tool-setup/tool-facts.ts";
import { createToolSetup } from "../../src-main/tool-setup/tool-setup.ts";
import { temporaryFolder } from "../support/switchyard.ts";
import { aroundOf, facts } from "./facts.ts";

/** Texts by their path below the home; null = no such file. */
export type Texts = Record<string, string | null>;

export async function place(texts: Texts, env: NodeJS.ProcessEnv = {}) {
  const home = await temporaryFolder();
  write(home, texts);
  let now = facts;
  const journalFile = path.join(home, "journal.json");
  const setup = createToolSetup({ journalFile, facts: () => now, around: { ...aroundOf(home), env } });
  const at = (name: string) => path.join(home, name);
  return {
    home,
    setup,
    journalFile,
    read: (name: string) => (existsSync(at(name)) ? readFileSync(at(name), "utf8") : null),
    write: (name: string, text: string) => write(home, { [name]: text }),
    /** Another gateway address, or a key of the gateway's. */
    tell: (more: Partial<GatewayFacts>) => (now = { ...facts, ...more }),
    stateOf: async (id: ToolId) => (await setup.list()).find((tool) => tool.id === id)?.state,
  };
}

export function write(home: string, texts: Texts): void {
  for (const [name, text] of Object.entries(texts)) {
    if (text === null) continue;
    mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
    writeFileSync(path.join(home, name), text);
  }
}
