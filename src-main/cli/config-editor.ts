/** `switchyard config` where a person sits: a section, a setting in it, its new value; until nothing more is typed. */
import type { SettingsView } from "../../src-shared/contract/settings.ts";
import type { AdminClient } from "../compose/compose.ts";
import type { Terminal } from "./parsing/command.ts";
import { isSecretSetting } from "../../src-shared/secret-settings.ts";
import { allowedValues, updateOf } from "./parsing/setting-values.ts";
import { shownValue, textOfValue } from "./parsing/shown-values.ts";
import { errorWords } from "./text/error-text.ts";

export async function editSettings(terminal: Terminal, client: AdminClient): Promise<void> {
  for (;;) {
    const { origins } = await client.settings.get();
    const sections = [...new Set(Object.keys(origins).map((key) => key.split(".")[0] ?? ""))];
    terminal.out(["", "Settings", ...numbered(sections)].join("\n"));
    const section = choose(sections, await terminal.ask("Section (Enter ends): "));
    if (section === "end") return;
    if (section === null) terminal.error(`A number from 1 to ${sections.length}, or a name.`);
    else await editSection(terminal, client, section);
  }
}

async function editSection(terminal: Terminal, client: AdminClient, section: string): Promise<void> {
  for (;;) {
    const view = await client.settings.get();
    const keys = Object.keys(view.origins).filter((key) => key.startsWith(`${section}.`));
    const lines = keys.map((key) => `${key} = ${words(view, key)} ${origin(terminal, view, key)}`);
    terminal.out(["", ...numbered(lines)].join("\n"));
    const names = keys.map((key) => key.slice(section.length + 1));
    const name = choose(names, await terminal.ask("Setting (Enter goes back): "));
    if (name === "end") return;
    if (name === null) terminal.error(`A number from 1 to ${names.length}, or a name.`);
    else await editSetting(terminal, client, `${section}.${name}`);
  }
}

async function editSetting(terminal: Terminal, client: AdminClient, key: string): Promise<void> {
  terminal.out(`It takes ${allowedValues(key)}. "default" brings the default back.`);
  const text = (await terminal.ask(`${key} (Enter keeps it): `)).trim();
  if (text === "") return;
  try {
    const view =
      text === "default"
        ? await client.settings.reset({ key })
        : await client.settings.update(updateOf(key, text));
    terminal.out(`${key} = ${words(view, key)}`);
    // A variable is stronger than what was just stored.
    if (view.origins[key] === "environment") terminal.error(`The environment decides ${key} for now.`);
  } catch (error) {
    terminal.error(errorWords(error));
  }
}

/** The name that was meant by its number or itself; "end" for nothing. */
function choose(names: readonly string[], typed: string): string | null {
  const text = typed.trim();
  if (text === "") return "end";
  if (/^\d+$/.test(text)) return names[Number(text) - 1] ?? null;
  return names.find((name) => name === text) ?? null;
}

function numbered(lines: readonly string[]): string[] {
  return lines.map((line, index) => `${String(index + 1).padStart(3)}  ${line}`);
}

function words(view: SettingsView, key: string): string {
  const shown = textOfValue(shownValue(view.values, key));
  return isSecretSetting(key) ? `(${shown})` : shown;
}

function origin(terminal: Terminal, view: SettingsView, key: string): string {
  const from = view.origins[key] ?? "default";
  return from === "default" ? "" : terminal.paint("dim", `(${from})`);
}
