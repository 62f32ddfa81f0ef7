/** Where Codex keeps its login: `cli_auth_credentials_store` of its config.toml (oauth 1.10). */
import { parse } from "smol-toml";
import type { CodexLogin } from "../../src-shared/contract/codex.ts";
import { readFileIfThere } from "../platform/atomic-file.ts";
import { configFile } from "./codex-home.ts";

type Kept = CodexLogin["store"];
const kinds: readonly Kept[] = ["file", "keyring", "auto", "ephemeral"];

/** Null text = there is no config.toml. What Codex would not understand either is taken for its default. */
function credentialStoreIn(text: string | null): Kept {
  try {
    const told = parse((text ?? "").replace(/^\uFEFF/, ""))["cli_auth_credentials_store"];
    return kinds.find((kind) => kind === told) ?? "file";
  } catch {
    return "file";
  }
}

export async function credentialStore(codexHome: string): Promise<Kept> {
  return credentialStoreIn(await readFileIfThere(configFile(codexHome)).catch(() => null));
}
