/** Claude Code as a person would wrap it: the real program, with an endpoint and a login of its own. */
import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { temporaryFolder } from "../../support/switchyard.ts";
import { claudeEnvironment, claudeProgram } from "./claude-home.ts";

/**
 * Returns the wrapper's path. It writes the id of each process that is started to serve to `pids`.
 * @param env beside what points it at `api`, its address without path
 */
export async function wrapClaude(
  api: string,
  env: Record<string, string> = {},
): Promise<{ program: string; pids: string }> {
  const home = await temporaryFolder();
  const config = path.join(home, ".claude");
  await mkdir(config);
  const [program, pids] = [path.join(home, "claude"), path.join(home, "pids")];
  const exports = Object.entries({ ...claudeEnvironment(home, api), ...env }).flatMap(([name, value]) =>
    name === "PATH" || value === undefined ? [] : [`export ${name}='${value}'`],
  );
  const note = `case "$1" in -p) echo $$ >>'${pids}';; esac`;
  await writeFile(program, ["#!/bin/sh", ...exports, note, `exec '${claudeProgram}' "$@"`, ""].join("\n"));
  await writeFile(pids, "");
  await chmod(program, 0o755);
  return { program, pids };
}
