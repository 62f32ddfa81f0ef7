/** The gateway's listener: start, stop with a drain, and the reason when it cannot start. */
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { Express } from "express";
import type { GatewayState, GatewayStatus } from "../../../src-shared/contract/gateway.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import { AppError } from "../../platform/app-error.ts";
import { isLoopback } from "../../platform/is-loopback.ts";
import { createSignal } from "../../platform/signal.ts";
import { shortKeyProblem } from "../../settings/lan-key.ts";
import type { GatewayServices } from "../services.ts";
import { portTaken } from "../../network/port-taken.ts";
import type { Entrance } from "./entrance.ts";
import { close, listen } from "./listen.ts";
import { createSerial } from "../../platform/serial.ts";

export interface Mounted {
  app: Express;
  /** For the listener's `upgrade` event. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

export type GatewayServer = ReturnType<typeof createGatewayServer>;

export function createGatewayServer(services: GatewayServices) {
  const changed = createSignal();
  let state: GatewayState = "stopped";
  let problem: Problem | null = null;
  let startedAt: number | null = null;
  let server: Server | null = null;
  let loading: Promise<Entrance> | null = null;
  let entrance: Entrance | null = null;
  const lane = createSerial();

  function become(next: GatewayState, why: Problem | null = null): void {
    state = next;
    problem = why;
    if (next !== "running") startedAt = null;
    changed.emit();
  }

  // A gateway that is never opened, as in most commands, does without all of the protocols.
  async function load(): Promise<Entrance> {
    loading ??= import("./entrance.ts").then(({ createEntrance }) => createEntrance(services, changed.emit));
    return (entrance = await loading);
  }

  async function open(): Promise<void> {
    if (server) return;
    const { host, port, apiKey } = services.settings.values().gateway;
    become("starting");
    try {
      if (apiKey === null && !isLoopback(host)) {
        throw new AppError(
          "port_not_allowed",
          `Without an API key the gateway does not listen on ${host}: everybody on the network could spend your quota.`,
          "Set an API key first, or listen on 127.0.0.1.",
        );
      }
      const tooShort = shortKeyProblem({ host, apiKey }, "port_not_allowed");
      if (tooShort) throw tooShort;
      const { app, upgrades, ollama, batches } = await load();
      server = await listen(app, services.clock, host, port);
      server.on("upgrade", (request, socket, head) => upgrades.take(request, socket, head));
      startedAt = services.now();
      become("running");
      services.logger.info({ host, port: (server.address() as AddressInfo).port }, "gateway started");
      await ollama.open();
      await batches.start();
    } catch (error) {
      const failure = await asFailure(error, host, port);
      become("failed", failure.problem);
      services.logger.error({ error }, "gateway could not start");
    }
  }

  async function shut(): Promise<void> {
    if (loading === null) return become("stopped");
    const { wrongKeys, batches, upgrades, ollama } = await loading;
    wrongKeys.report();
    for (const { waiting } of services.providers.all()) waiting.dismiss();
    services.budgets.dismiss();
    const closing = server;
    if (!closing) {
      // What came in through somebody else's listener ends too.
      await batches.stop();
      upgrades.terminate();
      become("stopped");
      return;
    }
    become("stopping");
    server = null;
    await batches.stop();
    await Promise.all([close(closing, upgrades), ollama.close()]);
    become("stopped");
    services.logger.info("gateway stopped");
  }

  function waitingNow() {
    const rooms = services.providers.all().flatMap((provider) => provider.waiting.list());
    rooms.push(...services.budgets.waiting());
    return rooms.toSorted((a, b) => a.since - b.since);
  }
  services.providers.accounts.waiting.changed(changed.emit);

  // Start and stop never overlap, whoever asks.
  function inTurn(work: () => Promise<void>): Promise<GatewayStatus> {
    return lane.run(work).then(status);
  }

  function status(): GatewayStatus {
    const { host, port, apiKey } = services.settings.values().gateway;
    const waiting = waitingNow();
    const bound = (server?.address() as AddressInfo | null)?.port ?? port;
    const named = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
    return {
      state,
      host,
      port: bound,
      baseUrl: `http://${named.includes(":") ? `[${named}]` : named}:${bound}/v1`,
      startedAt,
      problem,
      activeRequests: services.log.active(),
      apiKeyRequired: apiKey !== null,
      ...(waiting.length > 0 ? { waiting } : {}),
      ollamaPort: entrance?.ollama.state() ?? null,
    };
  }

  return {
    changed: changed.listen,
    status,
    start: () => inTurn(open),
    stop: () => inTurn(shut),
    /** For a listener that is not ours: the routes and the WebSockets, guarded like our own. `stop` ends what runs. */
    async mount(): Promise<Mounted> {
      const { app, upgrades, batches } = await load();
      await batches.start();
      return { app, upgrade: (request, socket, head) => upgrades.take(request, socket, head) };
    },
  };
}

async function asFailure(error: unknown, host: string, port: number): Promise<AppError> {
  if (error instanceof AppError) return error;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") return portTaken(host, port, error);
  // What else goes wrong is not the listening.
  if (syscall !== "listen" && syscall !== "getaddrinfo")
    return new AppError("internal", "The gateway could not start.");
  return new AppError(
    "port_not_allowed",
    `The operating system does not let Switchyard listen on ${host}:${port} (${code ?? "unknown"}).`,
    "Choose another port in the settings.",
    { cause: error },
  );
}
