/** The switch that points Codex at the gateway, kept in step with it. */
import { createHash } from "node:crypto";
import path from "node:path";
import type { CodexHandover } from "../accounts/codex-login/transfer-login.ts";
import { followGateway } from "../codex-config/follow-gateway.ts";
import { createHomeSwitches, type HomeSwitches } from "../codex-config/home-switches.ts";
import { createGuard } from "../codex-config/takeover-guard.ts";
import { openJournal } from "../codex-config/takeover-journal.ts";
import { createTakeover } from "../codex-config/takeover.ts";
import type { GatewayServer } from "../gateway/http/server.ts";
import type { Closing } from "../platform/closing.ts";
import { codexTarget } from "../use-cases/codex/codex-target.ts";
import { giveCodexBack } from "../use-cases/codex/switch-codex.ts";
import { watchLogin, type WatchedLogin } from "../use-cases/codex/watch-codex.ts";
import type { Foundation } from "./foundation.ts";

export interface CodexServices {
  homes: HomeSwitches;
  login: WatchedLogin;
  /** Makes Codex's settings what the login and the gateway want by now. */
  follow: () => Promise<void>;
  /** After a start: finishes what was cut off, then follows the gateway until the end. */
  begin(): Promise<void>;
}

export async function openCodexServices(
  { files, settings, logger, tellSetAside, now, codexHome: mainHome }: Foundation,
  gateway: GatewayServer,
  handover: CodexHandover,
  closing: Closing,
): Promise<CodexServices> {
  const journal = await openJournal(files.codexJournal, tellSetAside);
  const login = await watchLogin(mainHome, handover);
  const target = { mainHome, login: () => login.read(), gateway, settings };
  const homes = createHomeSwitches({
    journal,
    main: mainHome,
    chosen: () => settings.values().codex,
    open: (folder, file) =>
      createTakeover({
        journal,
        file,
        target: (wish) => codexTarget(target, folder, wish),
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
    async begin() {
      await login.look();
      for (const error of await homes.reconcile())
        logger.warn({ error }, "a switch of Codex that was cut off could not be finished");
      gateway.changed(() => void follower.follow());
      settings.changed(() => void follower.follow());
      closing.defer(async () => {
        await follower.end();
        await giveCodexBack({ homes, settings, logger });
      });
      await follower.follow();
    },
  };
}

/** Each file has a guard of its own. */
function guardFolder(folder: string, file: string): string {
  return path.join(folder, createHash("sha256").update(file).digest("hex").slice(0, 16));
}
