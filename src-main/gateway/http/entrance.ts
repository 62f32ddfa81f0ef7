/** What stands behind the gateway's listener: the routes, the WebSockets, the batches. */
import type { GatewayServices } from "../services.ts";
import { createBatchQueue } from "../transports/batch/batch-queue.ts";
import { createBatchStore } from "../transports/batch/batch-store.ts";
import { createUpgrades } from "../transports/websocket/upgrades.ts";
import { createGatewayApp } from "./app.ts";
import { createOllamaPort } from "./ollama-port.ts";
import { createWrongKeys } from "./wrong-keys.ts";

export type Entrance = ReturnType<typeof createEntrance>;

/** @param changed called when Ollama's port is opened or closed. */
export function createEntrance(services: GatewayServices, changed: () => void) {
  const store = createBatchStore(services.batchFolder, {
    onSetAside: services.onSetAside,
    onTrouble: (error, id) => services.logger.error({ error, batch: id }, "a batch could not be read"),
  });
  const batches = createBatchQueue(services, store);
  const wrongKeys = createWrongKeys(services.clock, services.logger);
  const upgrades = createUpgrades(services, wrongKeys);
  const app = createGatewayApp(services, batches, wrongKeys);
  const ollama = createOllamaPort(services, app, changed);
  return { batches, wrongKeys, upgrades, app, ollama };
}
