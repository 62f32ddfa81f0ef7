/** When a process began, as a text that no other process of the same id has: to know one again after a restart. */
import { execFile } from "node:child_process";
import { bootName, ticksOf } from "./owner-lock.ts";

/** null: there is none of that id, or it cannot be told. */
export async function processStart(pid: number): Promise<string | null> {
  if (process.platform === "linux") {
    const ticks = ticksOf(pid);
    return ticks === null ? null : `${bootName() ?? ""}/${ticks}`;
  }
  const [program, args] =
    process.platform === "win32"
      ? ["powershell.exe", ["-NoProfile", "-Command", `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`]]
      : ["ps", ["-o", "lstart=", "-p", String(pid)]];
  return new Promise((resolve) => {
    execFile(program as string, args as string[], { timeout: 10_000 }, (error, stdout) => {
      const told = stdout.trim();
      resolve(error === null && told !== "" ? told : null);
    });
  });
}
