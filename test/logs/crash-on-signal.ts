/**
 * Loaded into a real process: it fails with everything it knows in its words, nobody catches that. SIGUSR2: thrown;
 * SIGALRM: a promise that nobody looked at.
 */
import { readFileSync } from "node:fs";
import path from "node:path";

class SayingAll extends Error {
  readonly code = "ESAID";
}

function everything(): SayingAll {
  const accounts = readFileSync(path.join(process.env["SWITCHYARD_HOME"] ?? "", "accounts.json"), "utf8");
  return new SayingAll(`the backend refused\n${accounts}`, { cause: new Error(accounts) });
}

process.on("SIGUSR2", () => {
  throw everything();
});
process.on("SIGALRM", () => void Promise.reject(everything()));
