/**
 * The port at which tools look for Ollama, when the settings ask for it and the gateway runs. Somebody else who
 * listens there is never in the way of the gateway, and the gateway never in theirs.
 */
import type { RequestListener, Server } from "node:http";
import type { Problem } from "../../../src-shared/problem.ts";
import type { Logger } from "../../logs/logger.ts";
import { portTaken } from "../../network/port-taken.ts";
import type { Clock } from "../../platform/ports.ts";
import type { SettingsStore } from "../../settings/settings-store.ts";
import { close, listen } from "./listen.ts";

const host = "127.0.0.1";

export interface OllamaPortServices {
  settings: Pick<SettingsStore, "values" | "changed">;
  logger: Logger;
  clock: Clock;
}

/** Owns its listener from `open` to `close`; in between it follows the setting. `port`: Ollama's own but in tests. */
export function createOllamaPort(
  { settings, logger, clock }: OllamaPortServices,
  app: RequestListener,
  changed: () => void,
  port = 11_434,
) {
  let wanted = false;
  let server: Server | null = null;
  let problem: Problem | null = null;
  let lane: Promise<void> = Promise.resolve();

  async function follow(): Promise<void> {
    const asked = wanted && settings.values().gateway.ollamaPort;
    if (asked === (server !== null)) return;
    problem = null;
    const closing = server;
    server = null;
    try {
      if (closing !== null) await close(closing, null);
      else server = await listen(app, clock, host, port);
    } catch (error) {
      ({ problem } = await portTaken(host, port, error));
      logger.warn({ port, error }, "Ollama's port could not be opened");
    }
    changed();
  }

  // One after the other, whoever asks.
  function inTurn(): Promise<void> {
    lane = lane.then(follow);
    return lane;
  }

  let unlisten = () => {};
  return {
    open(): Promise<void> {
      wanted = true;
      unlisten();
      unlisten = settings.changed(() => void inTurn());
      return inTurn();
    },
    close(): Promise<void> {
      wanted = false;
      unlisten();
      problem = null;
      return inTurn();
    },
    state: () => (server === null ? problem : ("open" as const)),
  };
}
