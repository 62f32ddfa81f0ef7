/** When a process began, as a text that no other process of the same id has: to know one again after a restart. */
import { execFile } from "node:child_process";
import { bootName, ticksOf } from "./owner-lock.ts";

/** null: there is none of that id, or it cannot be told. */
export async function processStart(pid: number): Promise<string | null> {
  if (process.platform === "linux") {
    const ticks = ticksOf(pid);
    return ticks === null ? null : `${bootName() ?? ""}/${ticks}`;
  }
  return process.platform === "win32"
    ? toldBy("powershell.exe", [
        "-NoProfile",
        "-Command",
        `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`,
      ])
    : toldBy("ps", ["-o", "lstart=", "-p", String(pid)]);
}

function toldBy(program: string, args: string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 10_000 }, (error, stdout) => {
      const told = stdout.trim();
      resolve(error === null && told !== "" ? told : null);
    });
  });
}
