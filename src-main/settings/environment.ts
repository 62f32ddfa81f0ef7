/** Settings out of environment variables; they beat the file. */
import { isPreset, presetNames, presets } from "../../src-shared/settings-presets.ts";
import { presetVariable, settingVariables } from "../../src-shared/settings-variables.ts";
import { AppError } from "../platform/app-error.ts";

export type Tree = Record<string, Record<string, unknown>>;

/** By section and key. What is no number stays text, for the schema to refuse. */
export function readEnvironment(env: NodeJS.ProcessEnv): Tree {
  const tree = presetOf(env);
  for (const [dotted, variable] of Object.entries(settingVariables)) {
    const text = env[variable];
    // It decides two keys: below.
    if (text === undefined || text === "" || dotted === "network.proxy") continue;
    const [section = "", key = ""] = dotted.split(".");
    (tree[section] ??= {})[key] = /port$/i.test(key) && /^\d+$/.test(text) ? Number(text) : text;
  }
  const network = tree["network"];
  const way = network?.["proxyUrl"];
  if (network === undefined || way === undefined) return tree;
  // Not an address, but one of the other ways.
  if (way === "none" || way === "system" || way === "environment") {
    delete network["proxyUrl"];
    network["proxy"] = way;
  } else network["proxy"] = "custom";
  return tree;
}

// A variable of its own beats the preset. Throws AppError when there is none of that name.
function presetOf(env: NodeJS.ProcessEnv): Tree {
  const name = env[presetVariable];
  if (name === undefined || name === "") return {};
  if (!isPreset(name))
    throw new AppError(
      "settings_unreadable",
      `${presetVariable} names no preset: there is ${presetNames.join(", ")}.`,
      "Correct the variable or remove it.",
    );
  return structuredClone(presets[name].values) as Tree;
}
