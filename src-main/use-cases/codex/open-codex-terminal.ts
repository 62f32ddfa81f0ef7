import { codexOverrides } from "../../../src-shared/codex-overrides.ts";
import type { CodexLogin } from "../../../src-shared/contract/codex.ts";
import type { GatewayStatus } from "../../../src-shared/contract/gateway.ts";
import { systemApps, type AppPort } from "../../codex-config/codex-app.ts";
import { terminalCommands, usableTerminal } from "../../codex-config/codex-terminal.ts";
import type { HomeSwitches } from "../../codex-config/home-switches.ts";
import type { SettingsStore } from "../../settings/settings-store.ts";
import { isSignedIn } from "./codex-target.ts";

export interface TerminalPorts {
  homes: Pick<HomeSwitches, "main">;
  login: () => CodexLogin;
  gateway: { status: () => GatewayStatus };
  settings: Pick<SettingsStore, "values">;
  env: NodeJS.ProcessEnv;
  apps?: Pick<AppPort, "start">;
}

/** Opens a terminal window with Codex, pointed at the gateway also where its settings are not. Throws AppError. */
export function openCodexTerminal({
  homes,
  login,
  gateway,
  settings,
  env: given,
  apps = systemApps,
}: TerminalPorts): void {
  const on = homes.main().status().state === "on";
  const root = gateway.status().baseUrl.replace(/\/v1$/, "");
  const { apiKey } = settings.values().gateway;
  const { overrides, variables } = codexOverrides({ root, apiKey, signedIn: isSignedIn(login()) });
  const args = on ? [] : overrides.flatMap((override) => ["-c", override]);
  const commands = terminalCommands(process.platform, ["codex", ...args], given["TERMINAL"]);
  const env = { ...process.env, ...given, ...variables };
  apps.start(usableTerminal(commands, env["PATH"] ?? ""), env);
}
