/**
 * An error that nobody caught. By itself the runtime would print its words, which may quote a request or hold a token,
 * and a service's output is kept by the system: kind and place are told instead, there and in the log.
 */
import { appendFileSync } from "node:fs";
import { redactError } from "./redact-error.ts";

/** `then`: what becomes of the process; by itself it would go on. */
export function onUncaught(logFile: string, then: () => void): void {
  const tell = (error: unknown) => {
    const told = redactError(error);
    const words = "stack" in told ? `${told.code ?? told.name}\n${told.stack}` : told.type;
    process.stderr.write(`Switchyard failed unexpectedly: ${words}\n`);
    const line = { level: 60, time: new Date().toISOString(), error: told, msg: "failed unexpectedly" };
    try {
      // Not by the logger: what it has not written yet is lost with the process.
      appendFileSync(logFile, `${JSON.stringify(line)}\n`, { mode: 0o600 });
    } catch {
      // Before there is a log, or without room for it.
    }
    then();
  };
  process.on("uncaughtException", tell);
  // Electron would only warn of these, with their words.
  process.on("unhandledRejection", tell);
}
