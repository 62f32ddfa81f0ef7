/** Ending a program with all that it started. */
import { execFile } from "node:child_process";

/** `pid`: of the first of the group. Does nothing when there is none left. */
export function signalGroup(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  if (process.platform === "win32") {
    execFile("taskkill", ["/pid", String(pid), "/T", "/F"], () => {});
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // All of them are gone.
  }
}
