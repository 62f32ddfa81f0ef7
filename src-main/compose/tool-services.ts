/** Other tools' settings files, pointed at this gateway. */
import { existsSync } from "node:fs";
import os from "node:os";
import type { ComposeOptions } from "./compose.ts";
import type { GatewayServer } from "../gateway/http/server.ts";
import { createToolSetup, type ToolSetup } from "../tool-setup/tool-setup.ts";
import type { ModelCatalog } from "../providers/codex/model-catalog.ts";
import type { Foundation } from "./foundation.ts";

/** Tokens, for a model whose window nobody told. */
const cautiousWindow = 200_000;

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
    facts() {
      const { models, gateway: set } = settings.values();
      const listed = catalog.current().models.filter((model) => model.listed);
      return {
        root: gateway.status().baseUrl.replace(/\/v1$/, ""),
        apiKey: set.apiKey,
        model: models.default,
        contextWindow: catalog.find(models.default)?.contextWindow ?? cautiousWindow,
        models: listed.map(({ id, displayName, contextWindow }) => ({
          id,
          name: displayName,
          contextWindow: contextWindow ?? cautiousWindow,
        })),
      };
    },
  });
  // One command has no gateway of its own for tools to follow.
  if (!options.oneCommand) {
    void setup
      .tidy()
      .catch((error: unknown) => logger.warn({ error }, "what was left of a write could not be removed"));
    gateway.changed(() => {
      if (gateway.status().state === "running") void follow();
    });
  }
  const follow = async () => {
    for (const error of await setup.updateAddress().catch((failed: unknown) => [failed]))
      logger.warn({ error }, "a tool could not be pointed at the gateway's new address");
  };
  return setup;
}
