/** What people are shown of Codex: the switch of each home, its login, and the last request that proves the switch. */
import type { CodexLogin, CodexProof, CodexView } from "../../../src-shared/contract/codex.ts";
import { trialClient } from "../../../src-shared/trial-client.ts";
import type { CodexHandover } from "../../accounts/codex-login/transfer-login.ts";
import { credentialStore } from "../../codex-config/credential-store.ts";
import type { HomeSwitches } from "../../codex-config/home-switches.ts";
import type { RequestLog } from "../../logs/request-log.ts";
import { createSignal } from "../../platform/signal.ts";
import type { SettingsStore } from "../../settings/settings-store.ts";

export interface WatchedLogin {
  read(): CodexLogin;
  changed: (listener: () => void) => () => void;
  /** Reads anew what Codex's files say. */
  look(): Promise<void>;
}

export interface CodexSources {
  homes: Pick<HomeSwitches, "main" | "views" | "changed">;
  login: WatchedLogin;
  log: Pick<RequestLog, "listen">;
  settings: Pick<SettingsStore, "values" | "changed">;
}

export function watchCodex({ homes, login, log, settings }: CodexSources) {
  const changed = createSignal();
  let proof: CodexProof | null = null;
  for (const source of [homes, settings, login]) source.changed(changed.emit);
  log.listen((row) => {
    if (row.protocol !== "codex" || row.outcome !== "running" || !isCodex(row.client.name)) return;
    proof = { at: row.startedAt, client: row.client.name, version: row.client.version };
    changed.emit();
  });
  const read = (): CodexView => ({
    switch: homes.main().status(),
    homes: homes.views(),
    profile: settings.values().codex.profile,
    proof,
    login: login.read(),
  });
  return { changed: changed.listen, read };
}

// Not the trial of the window, the selftest or a curl: they prove nothing of where Codex goes.
function isCodex(client: string): boolean {
  return client !== trialClient && /^codex/i.test(client);
}

/** The login in a home of Codex, which others may change: read when it begins and with every `look`. */
export async function watchLogin(home: string, handover: Pick<CodexHandover, "look">): Promise<WatchedLogin> {
  const changed = createSignal();
  const read = async (): Promise<CodexLogin> => ({
    store: await credentialStore(home),
    ...(await handover.look()),
  });
  let shown = await read();
  return {
    read: () => shown,
    changed: changed.listen,
    async look() {
      const now = await read();
      if (JSON.stringify(now) === JSON.stringify(shown)) return;
      shown = now;
      changed.emit();
    },
  };
}
