/**
 * A WebSocket to the backend (codex-backend 2.9), through the same way out and so the same proxy as everything else.
 * A refused upgrade is an UpstreamFailure like any refused request.
 */
import type { Duplex } from "node:stream";
import { ping, WebSocket, type Dispatcher } from "undici";
import type { FailureKind } from "../../../src-shared/failure-kind.ts";
import type { AnswerHeaders } from "../answer.ts";
import { classifyThrown, UpstreamFailure } from "../failure.ts";
import { classifyAnswer } from "./failure.ts";

interface SocketReader {
  /** A text frame. */
  frame(text: string): void;
  /** No frame comes any more. */
  closed(): void;
}

export interface CodexSocket {
  /** Of the answer to the upgrade. */
  headers: AnswerHeaders;
  isOpen(): boolean;
  send(text: string): void;
  /** One reader at a time; frames that nobody reads are lost. */
  read(reader: SocketReader): void;
  /** Stops and goes on reading from the network: for a client that reads slower than the backend speaks. */
  pause(): void;
  resume(): void;
  close(): void;
  /** Asks the other side for a sign of life, and drops the connection when none came until the returned check. */
  probe(): () => void;
}

export interface SocketTarget {
  /** http:// or https:// */
  url: string;
  headers: Record<string, string | string[]>;
  dispatcher: Dispatcher;
  now: () => number;
  /** Milliseconds until the upgrade must have been answered. */
  patienceMs: number;
}

/** Milliseconds: Codex itself gives up after 15 s (codex-backend 2.7), and an account more may have to be asked. */
export const upgradePatienceMs = 6_000;

/** Whether an upgrade failed for what lies between, and a plain request may well succeed. */
export function isAboutTheWay({ kind }: UpstreamFailure): boolean {
  return !aboutAccount.has(kind);
}

const aboutAccount = new Set<FailureKind>([
  "auth-expired",
  "auth-dead",
  "usage-limit",
  "payment",
  "cancelled",
]);

/** Bytes of a refusal that are read. */
const refusalLimit = 64 * 1024;

/** Throws UpstreamFailure. */
export function openCodexSocket(target: SocketTarget, signal: AbortSignal): Promise<CodexSocket> {
  return new Promise((resolve, reject) => {
    const seen: Handshake = { headers: {}, refusal: null, error: null, connection: null };
    const url = target.url.replace(/^http/, "ws");
    const socket = new WebSocket(url, { dispatcher: watched(target, seen) });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      socket.close();
    }, target.patienceMs);
    const leave = () => socket.close();
    signal.addEventListener("abort", leave, { once: true });
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", leave);
    };
    socket.addEventListener("open", () => {
      settle();
      resolve(wrap(socket, seen));
    });
    socket.addEventListener("close", () => {
      settle();
      // Without effect once it was open.
      reject(failureOf(seen, late, signal, target.now()));
    });
    socket.addEventListener("error", () => {});
    if (signal.aborted) leave();
  });
}

function wrap(socket: WebSocket, { headers, connection }: Handshake): CodexSocket {
  let reader: SocketReader | null = null;
  socket.addEventListener("message", ({ data }) => {
    if (typeof data === "string") reader?.frame(data);
  });
  socket.addEventListener("close", () => reader?.closed());
  return {
    headers,
    isOpen: () => socket.readyState === WebSocket.OPEN,
    send: (text) => socket.send(text),
    read(next) {
      reader = next;
    },
    pause: () => void connection?.pause(),
    resume: () => void connection?.resume(),
    close() {
      // Its end is read like everything else.
      connection?.resume();
      // What was under way may still come; its reader only wants to know that it is over.
      const last = reader;
      reader = last && { frame() {}, closed: () => last.closed() };
      socket.close();
    },
    probe() {
      const received = bytesFrom(connection);
      if (socket.readyState === WebSocket.OPEN) ping(socket);
      return () => {
        // Not closed in good order: nobody is there to answer.
        if (bytesFrom(connection) === received) connection?.destroy();
      };
    },
  };
}

function bytesFrom(connection: Duplex | null): number {
  return (connection as { bytesRead?: number } | null)?.bytesRead ?? 0;
}

interface Handshake {
  connection: Duplex | null;
  headers: AnswerHeaders;
  refusal: { status: number; headers: AnswerHeaders; body: Buffer[] } | null;
  error: unknown;
}

/**
 * undici's WebSocket tells neither the headers of the 101 nor why it was refused, and adds a browser's headers:
 * the dispatcher sees the one and leaves out the other.
 */
function watched({ dispatcher, headers }: SocketTarget, seen: Handshake): Dispatcher {
  return dispatcher.compose((dispatch) => (options, handler) => {
    const handshake = handshakeHeaders(options.headers);
    // HTTP/2 knows the upgrade too, but the backend's is the one of HTTP/1.1.
    const exact = { ...options, allowH2: false, headers: { ...headers, ...handshake } };
    let size = 0;
    return dispatch(exact, {
      onRequestStart: (controller, context: unknown) => handler.onRequestStart?.(controller, context),
      onRequestUpgrade(controller, status, answered, socket) {
        seen.headers = answered;
        seen.connection = socket;
        handler.onRequestUpgrade?.(controller, status, answered, socket);
      },
      onResponseStart(_controller, status, answered) {
        seen.refusal = { status, headers: answered, body: [] };
      },
      onResponseData(_controller, chunk) {
        size += chunk.length;
        if (size <= refusalLimit) seen.refusal?.body.push(chunk);
      },
      onResponseEnd: (controller) => handler.onResponseError?.(controller, new Error("refused")),
      onResponseError(controller, error) {
        seen.error = error;
        handler.onResponseError?.(controller, error);
      },
    });
  });
}

function handshakeHeaders(headers: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries((headers ?? {}) as Record<string, string>).filter(([name]) =>
      name.startsWith("sec-websocket-"),
    ),
  );
}

function failureOf(seen: Handshake, late: boolean, signal: AbortSignal, now: number): UpstreamFailure {
  if (seen.refusal !== null && !signal.aborted) {
    const { status, headers, body } = seen.refusal;
    return classifyAnswer({ status, headers, body: Buffer.concat(body).toString("utf8"), now });
  }
  if (late && !signal.aborted) {
    return new UpstreamFailure({
      kind: "timeout",
      message: "The backend did not answer the upgrade in time.",
    });
  }
  return classifyThrown(seen.error, signal);
}
