/** The switch that points Codex at the gateway, kept in step with it. */
import { createHash } from "node:crypto";
import path from "node:path";
import { codexAddress } from "../../src-shared/codex-address.ts";
import type { CodexLogin, CodexWish, FoundHome } from "../../src-shared/contract/codex.ts";
import { codexOverrides } from "../../src-shared/codex-overrides.ts";
import type { CodexHandover } from "../accounts/codex-login/transfer-login.ts";
import { authFileOf, holdsApiKey, loginIn } from "../accounts/codex-login/codex-login.ts";
import { systemApps } from "../codex-config/codex-app.ts";
import { terminalCommands, usableTerminal } from "../codex-config/codex-terminal.ts";
import { credentialStore } from "../codex-config/credential-store.ts";
import { followGateway } from "../codex-config/follow-gateway.ts";
import { createHomeSwitches, type HomeSwitches } from "../codex-config/home-switches.ts";
import { createGuard } from "../codex-config/takeover-guard.ts";
import { openJournal } from "../codex-config/takeover-journal.ts";
import { createTakeover } from "../codex-config/takeover.ts";
import { distributionOf, wslRoot } from "../codex-config/wsl-homes.ts";
import type { ComposeOptions } from "./compose.ts";
import type { GatewayServer } from "../gateway/http/server.ts";
import { readFileIfThere } from "../platform/atomic-file.ts";
import { createSignal } from "../platform/signal.ts";
import { findHomes, homesToKeep } from "./chosen-homes.ts";
import type { Closers, Foundation } from "./foundation.ts";

export interface CodexServices {
  homes: HomeSwitches;
  login: {
    read(): CodexLogin;
    changed: (listener: () => void) => () => void;
    /** Reads anew what Codex's files say. */
    look(): Promise<void>;
  };
  /** Homes on this computer that are not switched. */
  find: () => Promise<FoundHome[]>;
  /** Changes which further homes are switched; resolves when their files are as they are to be. */
  setHomes(change: (homes: string[]) => string[]): Promise<void>;
  /** Makes Codex's settings what the login and the gateway want by now. */
  follow: () => Promise<void>;
  /** Opens a terminal window with Codex, pointed at the gateway. */
  openTerminal: () => void;
  /** After a start: finishes what was cut off, then follows the gateway until the end. */
  begin(): Promise<void>;
}

export async function openCodexServices(
  options: ComposeOptions,
  { files, settings, logger, tellSetAside, now, demo, codexHome: home }: Foundation,
  gateway: GatewayServer,
  handover: CodexHandover,
  closers: Closers,
): Promise<CodexServices> {
  const journal = await openJournal(files.codexJournal, tellSetAside);
  const login = await watchLogin(home, handover);
  const targetIn = async (folder: string, wish?: CodexWish) => {
    const { remote, remoteKey, model } = { ...settings.values().codex, ...wish };
    const codexLogin = folder === home ? signedIn(login.read()) : await hasLogin(folder);
    const elsewhere = remote === null ? null : codexAddress(remote);
    if (elsewhere !== null) return { baseUrl: elsewhere, apiKey: remoteKey, codexLogin, model };
    const { baseUrl, host, port } = gateway.status();
    const root =
      distributionOf(folder) === null ? baseUrl.replace(/\/v1$/, "") : await wslRoot({ host, port });
    const { apiKey } = settings.values().gateway;
    return { baseUrl: `${root}/codex/v1`, apiKey, codexLogin, model };
  };
  const homes = createHomeSwitches({
    journal,
    main: home,
    chosen: () => settings.values().codex,
    open: (folder, file) =>
      createTakeover({
        journal,
        file,
        target: (wish) => targetIn(folder, wish),
        now,
        guard: createGuard({ folder: guardFolder(files.codexGuard, file), lock: files.lock }),
      }),
  });
  await homes.look();
  const follower = followGateway({
    homes,
    // The one on another computer runs or not by itself.
    running: () => settings.values().codex.remote !== null || gateway.status().state === "running",
    wanted: () => settings.values().codex,
    onProblem: (error) => logger.warn({ error }, "Codex could not be switched"),
  });
  return {
    homes,
    login,
    follow: () => follower.follow(),
    // The demo stays in its own folder.
    find: async () => (demo ? [] : findHomes([home, ...settings.values().codex.homes], gateway.status())),
    async setHomes(change) {
      const before = settings.values().codex.homes;
      settings.update({ codex: { homes: homesToKeep(change(before), before, home) } });
      await homes.letGo();
      if (gateway.status().state === "running") await follower.follow();
      await homes.look();
    },
    openTerminal() {
      const on = homes.main().status().state === "on";
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
      for (const error of await homes.reconcile())
        logger.warn({ error }, "a switch of Codex that was cut off could not be finished");
      gateway.changed(() => void follower.follow());
      settings.changed(() => void follower.follow());
      closers.push(async () => {
        await follower.end();
        if (settings.values().codex.keepOnQuit) return;
        await homes
          .turnOff({ orphans: false })
          .catch((error: unknown) => logger.warn({ error }, "a home of Codex could not be given back"));
      });
      await follower.follow();
    },
  };
}

/** What cannot be looked into is taken for a login: Codex then goes on as it does. */
function signedIn({ store, present }: CodexLogin): boolean {
  return present.kind !== "none" || store !== "file";
}

/** Each file has a guard of its own. */
function guardFolder(folder: string, file: string): string {
  return path.join(folder, createHash("sha256").update(file).digest("hex").slice(0, 16));
}

/** Of a home that no account is followed in. */
async function hasLogin(folder: string): Promise<boolean> {
  const store = await credentialStore(folder);
  if (store !== "file") return true;
  const file = authFileOf(folder);
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
