/** What lies on this computer and could be added as a provider: offered, never taken. */
import os from "node:os";
import type { FoundProvider } from "../../../src-shared/contract/providers.ts";
import { keyVariables, providerPresets } from "../../../src-shared/provider-kinds.ts";
import { readFileIfThere } from "../../platform/atomic-file.ts";
import { parseJson } from "../../platform/json-file.ts";
import { claudeSettingsFile } from "../../tool-setup/claude-settings-file.ts";
import type { StoredProvider } from "../../providers/store/provider-store.ts";

/** Where local servers listen by default. */
const servers = [
  { port: 11434, name: "local" },
  { port: 1234, name: "lm-studio" },
  { port: 8000, name: "vllm" },
  { port: 8080, name: "llama-cpp" },
] as const;

/** Milliseconds that a server on this computer has to answer. */
const patienceMs = 300;

export interface FindPorts {
  env: NodeJS.ProcessEnv;
  store: { all(): readonly StoredProvider[] };
  home?: string;
  servers?: readonly { port: number; name: string }[];
}

/** Without what is added already. */
export async function findProviders(ports: FindPorts): Promise<FoundProvider[]> {
  const there = ports.store.all();
  const asked = await Promise.all((ports.servers ?? servers).map(({ port, name }) => findServer(port, name)));
  const found = [...findKeys(ports.env), ...(await findClaudeSettings(ports)), ...asked.flat()];
  return found.filter(({ kind, base }) => !there.some((each) => each.kind === kind && each.base === base));
}

function findKeys(env: NodeJS.ProcessEnv): FoundProvider[] {
  return Object.entries(keyVariables).flatMap(([variable, presetName]): FoundProvider[] => {
    const preset = providerPresets[presetName];
    if (!env[variable]?.trim() || preset === undefined) return [];
    const { kind, name, base = null, dialect = null } = preset;
    return [{ kind, name, base, dialect, from: { what: "environment", where: variable } }];
  });
}

async function findClaudeSettings({ env, home = os.homedir() }: FindPorts): Promise<FoundProvider[]> {
  const file = claudeSettingsFile(env, home);
  const text = await readFileIfThere(file).catch(() => null);
  const settings = (text === null ? null : parseJson(text)) as { env?: Record<string, unknown> } | null;
  if (typeof settings?.env?.["ANTHROPIC_BASE_URL"] !== "string") return [];
  const from = { what: "settings", where: file } as const;
  return [{ kind: "claude-settings", name: "claude-settings", base: null, dialect: null, from }];
}

async function findServer(port: number, name: string): Promise<FoundProvider[]> {
  const base = `http://127.0.0.1:${port}`;
  try {
    const answer = await fetch(`${base}/v1/models`, {
      signal: AbortSignal.timeout(patienceMs),
      redirect: "error",
    });
    // Ourselves, where we stand in for Ollama.
    if (!answer.ok || answer.headers.has("x-switchyard-catalog")) return [];
    const list = (await answer.json()) as { data?: unknown } | null;
    if (!Array.isArray(list?.data)) return [];
    return [{ kind: "openai", name, base, dialect: "chat", from: { what: "server", where: base } }];
  } catch {
    return [];
  }
}
