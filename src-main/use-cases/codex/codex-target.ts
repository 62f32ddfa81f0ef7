/** Where Codex is pointed at. */
import { codexAddress } from "../../../src-shared/codex-address.ts";
import type { CodexLogin, CodexWish } from "../../../src-shared/contract/codex.ts";
import type { GatewayStatus } from "../../../src-shared/contract/gateway.ts";
import { authFileOf, holdsApiKey, loginIn } from "../../accounts/codex-login/codex-login.ts";
import { credentialStore } from "../../codex-config/credential-store.ts";
import type { Target } from "../../codex-config/takeover-plan.ts";
import { distributionOf, wslRoot } from "../../codex-config/wsl-homes.ts";
import { readFileIfThere } from "../../platform/atomic-file.ts";
import type { SettingsStore } from "../../settings/settings-store.ts";

export interface TargetPorts {
  /** The home that the person's own Codex has: CODEX_HOME or ~/.codex. */
  mainHome: string;
  /** What is known of the login in the main home. */
  login: () => CodexLogin;
  gateway: { status: () => GatewayStatus };
  settings: Pick<SettingsStore, "values">;
}

/**
 * The address, key and model that a home of Codex gets: another computer's where the settings or the `wish` say so,
 * else this gateway's. Throws AppError where Codex in WSL cannot reach the gateway.
 */
export async function codexTarget(
  { mainHome, login, gateway, settings }: TargetPorts,
  home: string,
  wish?: CodexWish,
): Promise<Target> {
  const { remote, remoteKey, model } = { ...settings.values().codex, ...wish };
  const codexLogin = home === mainHome ? isSignedIn(login()) : await hasLogin(home);
  const elsewhere = remote === null ? null : codexAddress(remote);
  if (elsewhere !== null) return { baseUrl: elsewhere, apiKey: remoteKey, codexLogin, model };
  const { baseUrl, host, port } = gateway.status();
  const root = distributionOf(home) === null ? baseUrl.replace(/\/v1$/, "") : await wslRoot({ host, port });
  return { baseUrl: `${root}/codex/v1`, apiKey: settings.values().gateway.apiKey, codexLogin, model };
}

/** What cannot be looked into is taken for a login: Codex then goes on as it does. */
export function isSignedIn({ store, present }: CodexLogin): boolean {
  return present.kind !== "none" || store !== "file";
}

/** Of a home that no account is followed in. */
async function hasLogin(home: string): Promise<boolean> {
  const store = await credentialStore(home);
  if (store !== "file") return true;
  const file = authFileOf(home);
  const text = await readFileIfThere(file).catch(() => null);
  return text !== null && (holdsApiKey(text) || isLogin(text, file));
}

function isLogin(text: string, file: string): boolean {
  try {
    loginIn(text, file);
    return true;
  } catch {
    return false;
  }
}
