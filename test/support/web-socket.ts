/** A WebSocket client that keeps what came, for tests of both ends. */
import type { IncomingMessage } from "node:http";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";

export interface Frame {
  type: string;
  status?: number;
  error?: Record<string, unknown>;
  headers?: Record<string, string>;
  response?: { id: string; status?: string; output: { type: string }[]; [key: string]: unknown };
  item?: { type: string; [key: string]: unknown };
  [key: string]: unknown;
}

export interface TestSocket {
  /** Of the 101. */
  headers: IncomingMessage["headers"];
  socket: WebSocket;
  /** Every frame so far, as text. */
  received: string[];
  send(frame: unknown): void;
  /** Sends a `response.create` and resolves with its frames up to the terminal one. */
  turn(body: object): Promise<Frame[]>;
  /** The next frames up to a terminal one. */
  untilEnd(): Promise<Frame[]>;
  /** Resolves when so many frames have come. */
  count(frames: number): Promise<void>;
  closed: Promise<{ code: number; reason: string }>;
}

export class UpgradeRefused extends Error {
  readonly status: number;
  readonly body: string;

  constructor(status: number, body: string) {
    super(`The upgrade was answered ${status}: ${body}`);
    this.status = status;
    this.body = body;
  }
}

const terminal = /^(response\.(completed|incomplete|failed)|error)$/;

/** Rejects with UpgradeRefused. `url` is http:// or ws://. */
export function openSocket(url: string, headers: Record<string, string> = {}): Promise<TestSocket> {
  const socket = new WebSocket(url.replace(/^http/, "ws"), { headers, perMessageDeflate: false });
  onTestFinished(() => socket.terminate());
  const received: string[] = [];
  let read = 0;
  let wake = Promise.withResolvers<void>();
  const stir = () => {
    wake.resolve();
    wake = Promise.withResolvers();
  };
  socket.on("message", (data) => {
    received.push((data as Buffer).toString("utf8"));
    stir();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once("close", (code, reason) => {
      resolve({ code, reason: reason.toString("utf8") });
      stir();
    });
  });
  const isOver = () => socket.readyState === WebSocket.CLOSED;
  const client: Omit<TestSocket, "headers"> = {
    socket,
    received,
    closed,
    send: (frame) => socket.send(typeof frame === "string" ? frame : JSON.stringify(frame)),
    turn(body) {
      client.send({ type: "response.create", ...body });
      return client.untilEnd();
    },
    async untilEnd() {
      const frames: Frame[] = [];
      for (;;) {
        while (read < received.length) {
          const frame = JSON.parse(received[read] ?? "") as Frame;
          read += 1;
          frames.push(frame);
          if (terminal.test(frame.type)) return frames;
        }
        if (isOver()) throw new Error(`The socket closed after ${JSON.stringify(frames.map((f) => f.type))}`);
        await wake.promise;
      }
    },
    async count(frames) {
      while (received.length < frames && !isOver()) await wake.promise;
    },
  };
  return new Promise((resolve, reject) => {
    let answered: IncomingMessage["headers"] = {};
    socket.once("upgrade", (answer) => {
      answered = answer.headers;
    });
    socket.once("open", () => resolve({ ...client, headers: answered }));
    socket.once("unexpected-response", (_request, answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (text: string) => (body += text));
      answer.once("end", () => reject(new UpgradeRefused(answer.statusCode ?? 0, body)));
    });
    socket.on("error", reject);
  });
}

/** The text of the messages in a turn's frames. */
export function textOf(frames: Frame[]): string {
  return frames
    .filter(({ type }) => type === "response.output_text.delta")
    .map((frame) => String(frame["delta"]))
    .join("");
}
