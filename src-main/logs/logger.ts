/** The program's own log: a rotating file, never content, never secrets. */
import { chmodSync, lstatSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { pino, type Logger as PinoLogger } from "pino";
import { createStream } from "rotating-file-stream";
import { redactError } from "../platform/redact-error.ts";

export type Logger = Pick<PinoLogger, "debug" | "info" | "warn" | "error">;

export function createLogger(folder: string, level: string): Logger & { close(): Promise<void> } {
  keepPrivate(folder);
  const file = createStream("switchyard.log", { path: folder, size: "5M", maxFiles: 5, mode: 0o600 });
  // A full disk or a lost folder must not end the gateway.
  file.on("error", () => {});
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // Errors keep what they are and where they came from; their causes may quote a request.
      serializers: { error: redactError },
    },
    file,
  );
  return Object.assign(logger, {
    close: () => new Promise<void>((resolve) => file.end(() => resolve())),
  });
}

/** Others may not look in, and nothing is written through a link that somebody put in the log's place. */
function keepPrivate(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    const file = logFile(folder);
    const facts = lstatSync(file, { throwIfNoEntry: false });
    if (facts?.isSymbolicLink()) rmSync(file);
    else if (facts) chmodSync(file, 0o600);
  } catch {
    // A log that cannot be kept must not end the gateway.
  }
}

export function logFile(folder: string): string {
  return path.join(folder, "switchyard.log");
}
