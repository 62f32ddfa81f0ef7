/**
 * Codex homes inside Windows' Linux (WSL), and the address under which a Codex there reaches the gateway. With
 * mirrored networking both share 127.0.0.1; behind its own network (the default) only an address of this computer
 * on WSL's adapter leads here, and only when the gateway listens on it.
 */
import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { AppError } from "../platform/app-error.ts";
import { readFileIfThere } from "../platform/atomic-file.ts";

export type WslNetwork = "mirrored" | "nat";

const execute = promisify(execFile);

/** Names in the output of `wsl.exe -l -q`: UTF-16LE, or UTF-8 with WSL_UTF8 set. Docker's own are no place for a person. */
export function distributionsIn(output: Buffer): string[] {
  const wide = output.includes(0);
  const text = output.toString(wide ? "utf16le" : "utf8").replace(/^\uFEFF/, "");
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((name) => name !== "" && !name.startsWith("docker-desktop"));
}

/** The distribution that a folder lies in; null when it is none of WSL. */
export function distributionOf(folder: string): string | null {
  return /^[\\/]{2}wsl(?:\.localhost|\$)[\\/]([^\\/]+)[\\/]/i.exec(folder)?.[1] ?? null;
}

/** What %USERPROFILE%\\.wslconfig says; null = there is none. */
export function networkIn(text: string | null): WslNetwork {
  let section = "";
  for (const line of (text ?? "").replace(/^\uFEFF/, "").split(/\r?\n/)) {
    section = /^\s*\[([^\]]+)\]/.exec(line)?.[1]?.trim().toLowerCase() ?? section;
    const mode = /^\s*networkingMode\s*=\s*"?(\w+)/i.exec(line)?.[1]?.toLowerCase();
    if (section === "wsl2" && mode !== undefined) return mode === "mirrored" ? "mirrored" : "nat";
  }
  return "nat";
}

export interface Listening {
  host: string;
  port: number;
}

/** Root of the gateway as a Codex in WSL reaches it. Throws AppError when it cannot. */
export function rootForWsl(
  { host, port }: Listening,
  network: WslNetwork,
  adapters: NodeJS.Dict<readonly { address: string; family: string }[]>,
): string {
  if (network === "mirrored") return `http://127.0.0.1:${port}`;
  const [, found] = Object.entries(adapters).find(([name]) => /\bWSL\b/i.test(name)) ?? [];
  const address = found?.find(({ family }) => family === "IPv4")?.address;
  if (address !== undefined && (host === "0.0.0.0" || host === "::" || host === address))
    return `http://${address}:${port}`;
  throw new AppError(
    "bad_request",
    "A Codex in WSL has a network of its own and does not reach a gateway that listens on 127.0.0.1.",
    "Write networkingMode=mirrored under [wsl2] in .wslconfig and restart WSL, or let the gateway listen on 0.0.0.0 with an API key.",
  );
}

/** As things are on this computer now. Throws AppError when Codex there cannot reach the gateway. */
export async function wslRoot(listening: Listening): Promise<string> {
  const config = await readFileIfThere(path.join(os.homedir(), ".wslconfig")).catch(() => null);
  return rootForWsl(listening, networkIn(config), os.networkInterfaces());
}

/** The folders `.codex` of all people in all distributions; none where there is no WSL. */
export async function wslHomes(): Promise<{ folder: string; distribution: string }[]> {
  if (process.platform !== "win32") return [];
  const listed = await execute("wsl.exe", ["-l", "-q"], { encoding: "buffer", timeout: 10_000 }).catch(
    () => null,
  );
  if (listed === null) return [];
  const found = distributionsIn(listed.stdout).map(async (distribution) => {
    const root = `\\\\wsl.localhost\\${distribution}`;
    const people = await namesIn(`${root}\\home`);
    const homes = [...people.map((name) => `${root}\\home\\${name}`), `${root}\\root`];
    const held = await Promise.all(
      homes.map(async (home) => ((await namesIn(home)).includes(".codex") ? [home] : [])),
    );
    return held.flat().map((home) => ({ folder: `${home}\\.codex`, distribution }));
  });
  return (await Promise.all(found)).flat();
}

function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
