/** The switch that points Codex at the gateway, kept in step with it. */
import { existsSync } from "node:fs";
import path from "node:path";
import { codexHome, configFile } from "../codex-config/codex-home.ts";
import { followGateway } from "../codex-config/follow-gateway.ts";
import { createGuard, noGuard } from "../codex-config/takeover-guard.ts";
import { openJournal } from "../codex-config/takeover-journal.ts";
import { createTakeover, type CodexTakeover } from "../codex-config/takeover.ts";
import type { ComposeOptions } from "../compose.ts";
import type { GatewayServer } from "../gateway/server.ts";
import { setAside } from "../settings/settings-file.ts";
import type { Closers, Foundation } from "./foundation.ts";

export interface CodexServices {
  takeover: CodexTakeover;
  /** After a start: finishes what was cut off, then follows the gateway until the end. */
  begin(): Promise<void>;
}

export async function openCodexServices(
  options: ComposeOptions,
  { files, settings, logger, now, demo }: Foundation,
  gateway: GatewayServer,
  closers: Closers,
): Promise<CodexServices> {
  const journal = await openJournal(files.codexJournal, () =>
    logger.error({ kept: setAside(files.codexJournal) }, "the journal of the Codex switch was set aside"),
  );
  // The demo plays with a Codex of its own.
  const home = demo ? path.join(options.dataFolder, "demo-codex") : codexHome(options.env);
  const takeover = createTakeover({
    journal,
    file: configFile(home),
    target: () => ({
      baseUrl: gateway.status().baseUrl.replace(/\/v1$/, "/codex/v1"),
      apiKey: settings.values().gateway.apiKey,
      codexLogin: existsSync(path.join(home, "auth.json")),
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
    async begin() {
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
