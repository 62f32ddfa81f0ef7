/** Everything on this computer that a bundle must never hold: tokens, keys, e-mails, ids. */
import path from "node:path";
import { secretsIn } from "../../../src-shared/secret-settings.ts";
import type { AccountView } from "../../../src-shared/contract/accounts.ts";
import type { Settings } from "../../../src-shared/settings.ts";
import { readFileIfThere } from "../../platform/atomic-file.ts";
import { filesIn } from "../../settings/data-folder.ts";

/** Shorter texts stand in every file by chance. */
const shortest = 6;
/** Fields whose texts say nothing about anybody. */
const harmless = new Set(["plan", "kind", "models", "excludedModels", "codexHome", "health", "proxy"]);

export async function knownSecrets(
  dataFolder: string,
  settings: Settings,
  accounts: readonly AccountView[],
): Promise<Set<string>> {
  const { accounts: file, providers, control } = filesIn(dataFolder);
  const keys = (await textsOf(providers)).filter(([key]) => key === "key" || key === "proxy");
  const stored = await textsOf(file);
  // Linked logins lie in a Codex's own folder.
  const homes = stored.flatMap(([key, text]) => (key === "codexHome" ? [path.join(text, "auth.json")] : []));
  const linked = await Promise.all(homes.map(textsOf));
  const told = accounts.flatMap(({ id, email, label, workspaceId }) => [id, email, label, workspaceId]);
  const candidates = [
    ...[...stored, ...(await textsOf(control)), ...linked.flat()]
      .filter(([key]) => !harmless.has(key) && key !== "url" && key !== "auth_mode")
      .map(([, text]) => text),
    ...told,
    ...keys.flatMap(([key, text]) => (key === "key" ? [text] : passwordsOf(text))),
    ...secretsIn(settings),
    ...passwordsOf(settings.network.proxyUrl),
    ...stored.flatMap(([key, text]) => (key === "proxy" ? passwordsOf(text) : [])),
  ];
  return new Set(candidates.filter((text) => text !== null && text.length >= shortest) as string[]);
}

/** Every text of a JSON file with the name of its field. */
async function textsOf(file: string): Promise<[string, string][]> {
  try {
    return walk("", JSON.parse((await readFileIfThere(file)) ?? "null"));
  } catch {
    return [];
  }
}

function walk(key: string, value: unknown): [string, string][] {
  if (typeof value === "string") return [[key, value]];
  if (Array.isArray(value)) return value.flatMap((each) => walk(key, each));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => walk(name, each));
}

function passwordsOf(address: string | null): string[] {
  if (address === null || !URL.canParse(address)) return [];
  const { username, password } = new URL(address);
  return [username, password, decodeURIComponent(password)];
}
