/** The switch that points Codex at the gateway, kept in step with it. */
import type { CodexLogin } from "../../src-shared/contract/codex.ts";
import { codexOverrides } from "../../src-shared/codex-overrides.ts";
import type { CodexHandover } from "../accounts/codex-handover.ts";
import { systemApps } from "../codex-config/codex-app.ts";
import { configFile } from "../codex-config/codex-home.ts";
import { terminalCommands, usableTerminal } from "../codex-config/codex-terminal.ts";
import { credentialStore } from "../codex-config/credential-store.ts";
import { followGateway } from "../codex-config/follow-gateway.ts";
import { createGuard, noGuard } from "../codex-config/takeover-guard.ts";
import { openJournal } from "../codex-config/takeover-journal.ts";
import { createTakeover, type CodexTakeover } from "../codex-config/takeover.ts";
import type { ComposeOptions } from "../compose.ts";
import type { GatewayServer } from "../gateway/server.ts";
import { createSignal } from "../platform/signal.ts";
import { setAside } from "../settings/settings-file.ts";
import type { Closers, Foundation } from "./foundation.ts";

export interface CodexServices {
  takeover: CodexTakeover;
  login: {
    read(): CodexLogin;
    changed: (listener: () => void) => () => void;
    /** Reads anew what Codex' files say. */
    look(): Promise<void>;
  };
  /** Makes Codex' settings what the login and the gateway want by now. */
  follow: () => Promise<void>;
  /** Opens a terminal window with Codex, pointed at the gateway. */
  openTerminal: () => void;
  /** After a start: finishes what was cut off, then follows the gateway until the end. */
  begin(): Promise<void>;
}

export async function openCodexServices(
  options: ComposeOptions,
  { files, settings, logger, now, codexHome: home }: Foundation,
  gateway: GatewayServer,
  handover: CodexHandover,
  closers: Closers,
): Promise<CodexServices> {
  const journal = await openJournal(files.codexJournal, () =>
    logger.error({ kept: setAside(files.codexJournal) }, "the journal of the Codex switch was set aside"),
  );
  const login = await watchLogin(home, handover);
  const takeover = createTakeover({
    journal,
    file: configFile(home),
    target: () => ({
      baseUrl: gateway.status().baseUrl.replace(/\/v1$/, "/codex/v1"),
      apiKey: settings.values().gateway.apiKey,
      codexLogin: signedIn(login.read()),
    }),
    now,
    guard:
      process.platform === "win32" ? noGuard : createGuard({ folder: files.codexGuard, lock: files.lock }),
  });
  await takeover.look();
  const follower = followGateway({
    takeover,
    running: () => gateway.status().state === "running",
    wanted: () => settings.values().codex,
    onProblem: (error) => logger.warn({ error }, "Codex could not be switched"),
  });
  return {
    takeover,
    login,
    follow: () => follower.follow(),
    openTerminal() {
      const on = takeover.status().state === "on";
      const root = gateway.status().baseUrl.replace(/\/v1$/, "");
      const { apiKey } = settings.values().gateway;
      const given = codexOverrides({ root, apiKey, signedIn: signedIn(login.read()) });
      const args = on ? [] : given.overrides.flatMap((override) => ["-c", override]);
      const commands = terminalCommands(process.platform, ["codex", ...args], options.env["TERMINAL"]);
      const env = { ...process.env, ...options.env, ...given.variables };
      systemApps.start(usableTerminal(commands, env["PATH"] ?? ""), env);
    },
    async begin() {
      await login.look();
      await takeover.reconcile();
      gateway.changed(() => void follower.follow());
      settings.changed(() => void follower.follow());
      closers.push(async () => {
        await follower.end();
        if (!settings.values().codex.keepOnQuit && takeover.status().state !== "off")
          await takeover.turnOff();
      });
      await follower.follow();
    },
  };
}

/** What cannot be looked into is taken for a login: Codex then goes on as it does. */
function signedIn({ store, present }: CodexLogin): boolean {
  return present.kind !== "none" || store !== "file";
}

async function watchLogin(home: string, handover: CodexHandover): Promise<CodexServices["login"]> {
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
