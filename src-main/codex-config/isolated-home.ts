/**
 * A home of Codex for one run: nothing of the person's own but the model, so that no MCP server, plugin, instruction or
 * history costs a token. It holds no login and no key, and goes when the run is over.
 */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parse, stringify } from "smol-toml";
import { isAlive, readOwner, takeOwnerLock } from "../platform/locks/owner-lock.ts";
import { configFile } from "./codex-home.ts";

/** Root keys that are taken over (oauth 1.11). */
const carried = [
  "model",
  "model_reasoning_effort",
  "model_context_window",
  "model_auto_compact_token_limit",
] as const;
const prefix = "switchyard-codex-";
const ownerFile = "owner.lock";
/** A Codex may outlive the process that started it. */
const outlivedMs = 24 * 60 * 60_000;

export interface IsolatedHome {
  folder: string;
  /** The person's config.toml was not TOML: nothing was taken over. */
  unread: boolean;
  remove(): Promise<void>;
}

/** `personal`: CODEX_HOME or ~/.codex; it is only read. Clears away what killed runs have left as well. */
export async function createIsolatedHome(
  personal: string,
  { within = os.tmpdir(), now = Date.now() } = {},
): Promise<IsolatedHome> {
  await removeDeadHomes(within, now);
  const text = await readFile(configFile(personal), "utf8").catch(() => "");
  const config = isolatedConfig(text);
  const folder = await mkdtemp(path.join(within, prefix));
  await takeOwnerLock(path.join(folder, ownerFile), { live: false });
  await writeFile(configFile(folder), config ?? isolatedConfig("") ?? "", { mode: 0o600 });
  return {
    folder,
    unread: config === null,
    // A Codex that is just ending may still write.
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}

/** Pure: config.toml of the run; null = the person's cannot be read. */
export function isolatedConfig(personal: string): string | null {
  let values: Record<string, unknown>;
  try {
    values = parse(personal);
  } catch {
    return null;
  }
  const kept = carried.filter((key) => ["string", "number", "bigint"].includes(typeof values[key]));
  return stringify({
    ...Object.fromEntries(kept.map((key) => [key, values[key]])),
    cli_auth_credentials_store: "file",
    history: { persistence: "none" },
    features: { plugins: false, apps: false },
    analytics: { enabled: false },
  });
}

/** Homes of processes that were killed a while ago; another person's are left alone. */
async function removeDeadHomes(within: string, now: number): Promise<void> {
  const names = await readdir(within).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(prefix))) {
    const folder = path.join(within, name);
    const lock = path.join(folder, ownerFile);
    const [owner, facts] = await Promise.all([readOwner(lock), stat(lock).catch(() => null)]);
    const mine = facts?.uid === process.getuid?.();
    if (!facts || !mine || !owner || facts.mtimeMs > now - outlivedMs) continue;
    if (await isAlive(owner, folder)) continue;
    await rm(folder, { recursive: true, force: true });
  }
}
