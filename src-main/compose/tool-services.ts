/** Other tools' settings files, pointed at this gateway. */
import { existsSync } from "node:fs";
import os from "node:os";
import type { GatewayServer } from "../gateway/http/server.ts";
import type { ModelCatalog } from "../providers/codex/model-catalog.ts";
import { createToolSetup, type ToolSetup } from "../tool-setup/tool-setup.ts";
import { followWithTools, toolFacts } from "../use-cases/point-tools.ts";
import type { Foundation } from "./foundation.ts";
import type { ComposeOptions } from "./options.ts";

export function createTools(
  options: ComposeOptions,
  { files, settings, demo, logger, tellSetAside }: Foundation,
  gateway: GatewayServer,
  catalog: ModelCatalog,
): ToolSetup {
  const setup = createToolSetup({
    journalFile: files.toolJournal,
    onSetAside: tellSetAside,
    around: {
      // The demo plays with files of its own.
      home: demo ? options.dataFolder : options.env["HOME"] || os.homedir(),
      platform: process.platform,
      env: demo ? {} : options.env,
      exists: existsSync,
    },
    facts: () => toolFacts({ settings, gateway, catalog }),
  });
  // One command has no gateway of its own for tools to follow.
  if (!options.oneCommand) followWithTools({ setup, gateway, logger });
  return setup;
}
