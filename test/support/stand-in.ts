/** A stand-in program as a person would have it: one file that can be run, and what it was told. */
import { readFileSync } from "node:fs";
import { chmod, writeFile } from "node:fs/promises";
import path from "node:path";
import { temporaryFolder } from "./switchyard.ts";

export interface StandIn {
  /** The path of the program. */
  program: string;
  /** What it wrote down, all processes together, oldest first. */
  told(): Record<string, unknown>[];
  /** Of the processes that were started to serve. */
  pids(): number[];
}

const folder = path.join(import.meta.dirname, "../stand-ins");

/**
 * @param env beside what the program is given: as a wrapper of the person's own would set it
 * @param file what the program is called
 */
export async function standIn(name: string, env: Record<string, string> = {}, file = name): Promise<StandIn> {
  const place = await temporaryFolder();
  const program = path.join(place, file);
  const log = path.join(place, "told.jsonl");
  await writeFile(log, "");
  const set = Object.entries({ ...env, STAND_IN_LOG: log }).map(([key, value]) => `${key}='${value}'`);
  const line = [...set, "exec", `'${process.execPath}'`, `'${path.join(folder, `${name}.ts`)}'`, '"$@"'];
  await writeFile(program, `#!/bin/sh\n${line.join(" ")}\n`);
  await chmod(program, 0o755);
  const told = () =>
    readFileSync(log, "utf8")
      .split("\n")
      .flatMap((text) => (text === "" ? [] : [JSON.parse(text) as Record<string, unknown>]));
  return {
    program,
    told,
    pids: () => told().flatMap((each) => ("started" in each ? [each["pid"] as number] : [])),
  };
}
