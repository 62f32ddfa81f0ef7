/**
 * Profiles that lead Codex past the gateway. `codex --profile NAME` lays NAME.config.toml over config.toml
 * (codex-cli 0.169.0); tables `[profiles.NAME]` did so before.
 */
import { readdir } from "node:fs/promises";
import path from "node:path";
import { parse } from "smol-toml";
import { readFileIfThere } from "../platform/atomic-file.ts";

export interface OtherProfile {
  name: string;
  /** The keys of it that beat the switch. */
  keys: string[];
}

const ending = ".config.toml";
const deciding = ["model_provider", "openai_base_url"] as const;

/** What `switched`, the text of the file with the switch in it, does not decide. Pure; text that is no TOML decides nothing. */
export function otherProfiles(
  switched: string | null,
  files: readonly { name: string; text: string }[],
): OtherProfile[] {
  const tables = (switched === null ? {} : read(switched))["profiles"];
  const inTables = isTable(tables) ? Object.entries(tables) : [];
  const inFiles = files.map(({ name, text }): [string, unknown] => [name, read(text)]);
  return [...inTables, ...inFiles].flatMap(([name, values]) => {
    const keys = isTable(values) ? deciding.filter((key) => key in values) : [];
    return keys.length === 0 ? [] : [{ name, keys }];
  });
}

/** Those in a home beside the file that is switched; none when it cannot be looked into. */
export async function profilesAround(home: string, switchedFile: string): Promise<OtherProfile[]> {
  try {
    const names = (await readdir(home)).filter(
      (name) => name.endsWith(ending) && name !== path.basename(switchedFile),
    );
    // A profile lies over config.toml: with a profile switched, nothing but itself beats it.
    if (path.basename(switchedFile) !== "config.toml") return [];
    const files = await Promise.all(
      names.map(async (name) => ({
        name: name.slice(0, -ending.length),
        text: (await readFileIfThere(path.join(home, name))) ?? "",
      })),
    );
    return otherProfiles(await readFileIfThere(switchedFile), files);
  } catch {
    return [];
  }
}

function read(text: string): Record<string, unknown> {
  try {
    return parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return {};
  }
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
