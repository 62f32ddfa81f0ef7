/** `Upgrade: websocket`: who gets in, which protocol it is, and the connections that are open. */
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { RequestRow } from "../../../../src-shared/contract/requests.ts";
import { createRequestLog } from "../../../logs/request-log.ts";
import type { Credentials } from "../../../platform/credentials.ts";
import { openaiError } from "../../../protocols/shared/error-answer.ts";
import type { GatewayServices } from "../../services.ts";
import { clientOf } from "../../http/client-of.ts";
import { namedConversation } from "../../turn/conversation-key.ts";
import { newRequestId } from "../../../platform/request-id.ts";
import { forgivingPath } from "../../http/normalize-path.ts";
import { takeProject } from "../../http/project-prefix.ts";
import { askerOf } from "../../http/asker-of.ts";
import { admission, isForCodex, slowWhenGuessing } from "../../http/guards.ts";
import { onAccount } from "../../turn/account-failover.ts";
import type { WrongKeys } from "../../http/wrong-keys.ts";
import {
  serveClient,
  type BeginTurn,
  type ClientSocket,
  type OpenConnection,
  type Session,
} from "./client-socket.ts";
import { keyOf } from "../../http/named-keys.ts";
import { upgradeAnswerHeaders } from "./codex-headers.ts";
import { createCodexSession } from "./codex-session.ts";
import { createCodexUpstream } from "./codex-upstream.ts";
import { refuseUpgrade } from "./refuse-upgrade.ts";
import { createResponsesSession } from "./responses-session.ts";

interface Accepted {
  /** Sent with the 101. */
  headers: Record<string, string>;
  begin: BeginTurn;
  openSession: (client: ClientSocket) => Session;
  /** There will be no session. */
  abandon: () => void;
}

export type Upgrades = ReturnType<typeof createUpgrades>;

export function createUpgrades(services: GatewayServices, wrongKeys: WrongKeys) {
  const open = new Set<OpenConnection>();
  const answers = new WeakMap<IncomingMessage, Record<string, string>>();
  // Compression costs more than it saves on the way to this computer.
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  server.on("headers", (lines, request) => {
    for (const [name, value] of Object.entries(answers.get(request) ?? {})) lines.push(`${name}: ${value}`);
  });

  async function take(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { gateway } = services.settings.values();
    takeProject(request);
    const path = forgivingPath(request.url ?? "/").replace(/\?.*/, "");
    const refusal = admission(request, path, gateway, services.now());
    if (refusal !== null && !(refusal.kind === "invalid-key" && isForCodex(path))) {
      const { status, body } = openaiError(refusal);
      slowWhenGuessing(request, refusal, services.clock, wrongKeys, () =>
        refuseUpgrade(socket, status, body),
      );
      return;
    }
    const gone = new AbortController();
    socket.once("close", () => gone.abort());
    const accepted =
      gateway.websocket && refusal === null ? await acceptAt(path, request, gone.signal) : null;
    if (accepted === null) {
      // Codex goes on over HTTP at once and without a word (clients 4.3).
      refuseUpgrade(socket, 426, null);
      return;
    }
    // Until the upgrade is made nobody else notices that the client has left.
    gone.signal.addEventListener("abort", accepted.abandon);
    if (gone.signal.aborted) accepted.abandon();
    answers.set(request, accepted.headers);
    server.options.maxPayload = services.bodyLimit();
    server.handleUpgrade(request, socket, head, (opened) => {
      gone.signal.removeEventListener("abort", accepted.abandon);
      const { begin, openSession } = accepted;
      const { bodyLimit, logger } = services;
      const connection = serveClient(opened, { bodyLimit, begin, openSession, logger });
      open.add(connection);
      void connection.closed.then(() => open.delete(connection));
    });
  }

  async function acceptAt(
    path: string,
    request: IncomingMessage,
    signal: AbortSignal,
  ): Promise<Accepted | null> {
    const client = clientOf(request.headers["user-agent"]);
    const asker = askerOf(request.headers);
    const begin = (protocol: "codex" | "openai") => (received: number) =>
      services.log.begin(
        { id: newRequestId(), endpoint: path, protocol, client, asker, ...keyOf(request, services) },
        countFrames(request.socket, received),
      );
    if (path === "/codex/v1/responses") return acceptCodex(services, request, begin("codex"), signal);
    if (path !== "/v1/responses") return null;
    const options = { services, headers: request.headers };
    return {
      headers: {},
      begin: begin("openai"),
      openSession: (opened) => createResponsesSession(options, opened),
      abandon: () => {},
    };
  }

  return {
    /** Never throws; the socket is the caller's no more. */
    take(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      socket.on("error", () => socket.destroy());
      take(request, socket, head).catch((error: unknown) => {
        services.logger.error({ error }, "an upgrade failed unexpectedly");
        socket.destroy();
      });
    },
    /** Ends every connection after the response it is giving. */
    drain(): void {
      for (const connection of open) connection.drain();
    },
    terminate(): void {
      for (const connection of open) connection.terminate();
    },
  };
}

/** One turn after the other: what is written from its beginning on is its answer. */
function countFrames(socket: Socket, received: number): () => RequestRow["bytes"] {
  const before = socket.bytesWritten;
  return () => ({ in: received, out: socket.bytesWritten - before });
}

/** Null when no account can serve: over HTTP Codex is told why in words it shows. */
async function acceptCodex(
  services: GatewayServices,
  { headers }: IncomingMessage,
  begin: BeginTurn,
  signal: AbortSignal,
): Promise<Accepted | null> {
  services.sawCodex(headers);
  const upstream = createCodexUpstream(services, headers);
  // An upgrade is no request of its own: it leaves no row behind.
  const unlisted = createRequestLog(services.now).begin({
    id: newRequestId(),
    endpoint: "",
    protocol: "codex",
    client: clientOf(headers["user-agent"]),
  });
  try {
    // Its turns are asked about, one by one.
    const wish = { conversation: namedConversation(headers), signal, admits: false };
    const open = (credentials: Credentials) => upstream.socketFor(credentials, signal);
    const { serving } = await onAccount(services, unlisted, open, wish);
    // That a connection was made says nothing yet about the account.
    await serving.end("left");
  } catch {
    return null;
  } finally {
    unlisted.finish("ok", 101);
  }
  return {
    headers: upgradeAnswerHeaders(upstream.headers()),
    begin,
    openSession: (client) => createCodexSession({ services, headers, upstream }, client),
    abandon: upstream.drop,
  };
}
