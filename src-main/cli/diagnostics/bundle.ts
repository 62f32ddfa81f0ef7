/** Pure: the bundle for a bug report, without anything that says who somebody is. */
import { withoutSecrets as withoutSecretSettings } from "../../../src-shared/secret-settings.ts";
import type { AccountView } from "../../../src-shared/contract/accounts.ts";
import type { AppInfo } from "../../../src-shared/contract/app.ts";
import type { CodexLogin, CodexView, PresentLogin } from "../../../src-shared/contract/codex.ts";
import type { GatewayStatus } from "../../../src-shared/contract/gateway.ts";
import type { CatalogView } from "../../../src-shared/contract/models.ts";
import type { RequestRow } from "../../../src-shared/contract/requests.ts";
import type { SettingsView } from "../../../src-shared/contract/settings.ts";

export interface BundleFacts {
  app: AppInfo;
  /** Versions of runtime and system, by name. */
  system: Record<string, string>;
  /** False when the services of the command itself answered. */
  running: boolean;
  gateway: GatewayStatus;
  settings: SettingsView;
  accounts: AccountView[];
  models: CatalogView;
  codex: CodexView;
  requests: RequestRow[];
  /** Lines of the program's log. */
  log: string[];
  /** Folders that name a person, and what stands for them. */
  homes: [string, string][];
  at: number;
}

export function bundleOf(facts: BundleFacts): object {
  const { app, gateway, codex, models, accounts } = facts;
  const numbers = new Map(accounts.map(({ id }, index) => [id, `account ${index + 1}`]));
  const bundle = {
    kind: "switchyard diagnostics",
    at: new Date(facts.at).toISOString(),
    app,
    system: facts.system,
    running: facts.running,
    gateway,
    settings: { values: withoutSecrets(facts.settings.values), origins: facts.settings.origins },
    models: { source: models.source, fetchedAt: models.fetchedAt, ids: models.models.map(({ id }) => id) },
    codex: { ...codex, login: withoutNames(codex.login) },
    accounts: accounts.map((account) => withoutIdentity(account, numbers)),
    requests: facts.requests,
    log: facts.log,
  };
  return replaced(bundle, [...numbers, ...facts.homes]) as object;
}

function withoutIdentity(account: AccountView, numbers: Map<string, string>): object {
  const { id, email: _, label: __, workspaceId: ___, proxy, ...rest } = account;
  return { name: numbers.get(id), ...rest, proxy: isSet(proxy) };
}

// The name is an e-mail.
function withoutNames(login: CodexLogin): CodexLogin {
  const nameless = (present: PresentLogin) =>
    present.kind === "account" ? { ...present, name: "set" } : present;
  const { present, undo } = login;
  return {
    ...login,
    present: nameless(present),
    undo: undo && { ...undo, former: nameless(undo.former) },
  };
}

function isSet(value: unknown): "set" | null {
  return value === null ? null : "set";
}

function withoutSecrets(values: SettingsView["values"]): object {
  const { network } = values;
  return {
    ...withoutSecretSettings(values),
    network: {
      ...network,
      proxyUrl: isSet(network.proxyUrl),
      noProxy: network.noProxy === "" ? "" : "set",
    },
  };
}

// Ids and folders stand in sentences too.
function replaced(value: unknown, replacements: readonly [string, string][]): unknown {
  if (typeof value === "string")
    return replacements.reduce((text, [from, to]) => (from === "" ? text : text.replaceAll(from, to)), value);
  if (Array.isArray(value)) return value.map((each) => replaced(each, replacements));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replaced(each, replacements)]));
}
