/** The program's own log: a rotating file, never content, never secrets. */
import path from "node:path";
import { pino, type Logger as PinoLogger } from "pino";
import { createStream } from "rotating-file-stream";

export type Logger = Pick<PinoLogger, "debug" | "info" | "warn" | "error">;

export function createLogger(folder: string, level: string): Logger & { close(): Promise<void> } {
  const file = createStream("switchyard.log", { path: folder, size: "5M", maxFiles: 5, mode: 0o600 });
  // A full disk or a lost folder must not end the gateway.
  file.on("error", () => {});
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // Errors keep what they are and where they came from; their causes may quote a request.
      serializers: { error: describeError },
    },
    file,
  );
  return Object.assign(logger, {
    close: () => new Promise<void>((resolve) => file.end(() => resolve())),
  });
}

export function logFile(folder: string): string {
  return path.join(folder, "switchyard.log");
}

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, code } = error as Error & { code?: unknown };
  return { name, ...(typeof code === "string" ? { code } : {}), stack: stackWithoutMessage(error) };
}

// The message may hold a piece of what a client sent.
function stackWithoutMessage(error: Error): string {
  return (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");
}
