/** Which Codex programs run on this computer: they keep the settings they were started with. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { CodexProcess } from "../../src-shared/contract/codex.ts";
import { listProcesses, type ProcessRecord } from "./process-listing.ts";

export interface RunningCodex extends ProcessRecord {
  kind: CodexProcess["kind"];
}

export async function listCodexProcesses(): Promise<CodexProcess[]> {
  const found = await findCodex();
  return Promise.all(
    found.map(async ({ pid, kind, startedAt, ...record }) => ({
      pid,
      kind,
      version: await versionOf(record),
      startedAt,
    })),
  );
}

export async function findCodex(): Promise<RunningCodex[]> {
  try {
    return codexAmong(await listProcesses());
  } catch {
    // Not knowing is no failure: the list is help, nothing depends on it.
    return [];
  }
}

/** One entry for each Codex that a person would count: what it starts to do its work is left out. */
export function codexAmong(records: readonly ProcessRecord[]): RunningCodex[] {
  const found = records.flatMap((record) => {
    const kind = kindOf(record);
    return kind ? [{ ...record, kind }] : [];
  });
  const apps = new Set(found.filter(({ kind }) => kind === "desktop").map(({ pid }) => pid));
  const parents = new Set(found.map(({ parent }) => parent));
  return found.filter(
    (each) =>
      !(apps.has(each.parent) && each.pid !== each.parent) &&
      // npm's start script waits for the program itself.
      !(parents.has(each.pid) && isNode(each)),
  );
}

const desktop =
  /Codex\.app\/Contents\/MacOS\/Codex$|[\\/]Codex[\\/]Codex\.exe$|[\\/]OpenAI\.Codex_[^\\/]*[\\/](app[\\/])?Codex\.exe$|\/codex-desktop$/i;
const editors = /[\\/]\.(vscode|cursor|windsurf)|[\\/]openai\.chatgpt-/i;

function kindOf({ program, words }: ProcessRecord): CodexProcess["kind"] | null {
  const [called = "", ...rest] = words;
  if (desktop.test(program ?? called) || desktop.test(called)) {
    // The parts that draw and fetch for it carry a type.
    return rest.some((word) => word.startsWith("--type=")) ? null : "desktop";
  }
  const script = rest.find((word) => /[\\/]codex(\.js)?$/.test(word));
  if (nameOf(called) !== "codex" && !(isNode({ words }) && script !== undefined)) return null;
  if (rest.includes("pid-update-loop")) return null;
  // Of the desktop app, whose own process is listed.
  if (/Codex\.app\/Contents\//.test(program ?? called)) return null;
  if (rest.includes("app-server")) return editors.test(program ?? called) ? "ide" : "app-server";
  return "cli";
}

function nameOf(program: string): string {
  return (program.split(/[\\/]/).at(-1) ?? "").replace(/\.exe$/i, "");
}

function isNode({ words }: Pick<ProcessRecord, "words">): boolean {
  return /^node\d*$/.test(nameOf(words[0] ?? ""));
}

/** As far as a path tells: the folder of a release or of an editor's extension. */
export function versionIn(program: string): string | null {
  return /(?:codex[\\/@-]v?|openai\.chatgpt-)(\d+\.\d+(?:\.\d+)?)/i.exec(program)?.[1] ?? null;
}

const about = z.object({ name: z.string().optional(), version: z.string(), variant: z.string().optional() });

/** By the path, or by what the packages of codex-cli say of themselves some folders above. */
async function versionOf({
  program,
  words,
}: Pick<ProcessRecord, "program" | "words">): Promise<string | null> {
  const script = words.find((word) => /[\\/]codex\.js$/.test(word));
  const place = script ?? program;
  if (place === null) return null;
  const told = versionIn(place);
  if (told !== null) return told;
  let folder = path.dirname(place);
  for (let level = 0; level < 5; level += 1) {
    for (const name of ["codex-package.json", "package.json"]) {
      const found = about.safeParse(await readJson(path.join(folder, name)));
      if (found.success && (found.data.variant === "codex" || found.data.name === "@openai/codex"))
        return /^\d+(\.\d+)*/.exec(found.data.version)?.[0] ?? null;
    }
    folder = path.dirname(folder);
  }
  return null;
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return null;
  }
}
