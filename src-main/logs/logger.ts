/** The program's own log: a rotating file, never content, never secrets. */
import path from "node:path";
import { pino, type Logger as PinoLogger } from "pino";
import { createStream } from "rotating-file-stream";
import { safeError } from "../platform/safe-error.ts";

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
      serializers: { error: safeError },
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
