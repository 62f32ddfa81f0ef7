/** Other tools' settings: what is written into them, and that they follow the gateway's address. */
import type { GatewayStatus } from "../../src-shared/contract/gateway.ts";
import type { Logger } from "../logs/logger.ts";
import type { ModelCatalog } from "../providers/codex/model-catalog.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { GatewayFacts } from "../tool-setup/tool-facts.ts";
import type { ToolSetup } from "../tool-setup/tool-setup.ts";

/** Tokens, for a model whose window nobody told. */
const cautiousWindow = 200_000;

export interface FactPorts {
  settings: Pick<SettingsStore, "values">;
  gateway: { status: () => GatewayStatus };
  catalog: Pick<ModelCatalog, "current" | "find">;
}

export function toolFacts({ settings, gateway, catalog }: FactPorts): GatewayFacts {
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
}

export interface FollowPorts {
  setup: Pick<ToolSetup, "tidy" | "updateAddress">;
  gateway: { status: () => GatewayStatus; changed: (listener: () => void) => () => void };
  logger: Pick<Logger, "warn">;
}

/** From now on tools that are set up get the gateway's new address whenever it has one. */
export function followWithTools({ setup, gateway, logger }: FollowPorts): void {
  void setup
    .tidy()
    .catch((error: unknown) => logger.warn({ error }, "what was left of a write could not be removed"));
  const follow = async () => {
    for (const error of await setup.updateAddress().catch((failed: unknown) => [failed]))
      logger.warn({ error }, "a tool could not be pointed at the gateway's new address");
  };
  gateway.changed(() => {
    if (gateway.status().state === "running") void follow();
  });
}
