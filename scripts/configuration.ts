/** docs/configuration.md, made from the schema: every setting with what it takes, its default and its variable. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { allowedValues } from "../src-main/cli/parsing/setting-values.ts";
import { presetNames, presets } from "../src-shared/settings-presets.ts";
import { settingVariables } from "../src-shared/settings-variables.ts";
import { defaultSettings, type SettingKey } from "../src-shared/settings.ts";

const root = path.join(import.meta.dirname, "..");

export const configurationFile = path.join(root, "docs/configuration.md");

export function configurationPage(): string {
  const words = commentsOf(readFileSync(path.join(root, "src-shared/settings.ts"), "utf8"));
  const sections = Object.entries(defaultSettings).map(([section, values]) => {
    const rows = Object.entries(values).map(([name, value]) => {
      const key = `${section}.${name}` as SettingKey;
      const about = words.get(key);
      if (about === undefined) throw new Error(`${key} has no words of its own in src-shared/settings.ts.`);
      const variable = settingVariables[key];
      return [
        `\`${key}\``,
        about,
        allowedValues(key),
        defaultWords(value),
        variable ? `\`${variable}\`` : "",
      ];
    });
    const head = ["setting", "", "takes", "default", "variable"];
    return `## ${section}\n\n${table([head, ...rows])}`;
  });
  const named = presetNames.map((name) => [`\`${name}\``, presets[name].about]);
  return `${intro}\n\n${sections.join("\n\n")}\n\n## Presets\n\n${table([["preset", ""], ...named])}\n\n${ending}\n`;
}

const intro = `# Configuration

Written by \`npm run docs\` from the schema. The environment beats the settings, these beat the defaults;
\`switchyard config list\` shows the value in force and where it came from, and so does the Settings page.

\`\`\`sh
switchyard config                              # asks for section, setting and value
switchyard config set routing.strategy order
switchyard config get routing.strategy
switchyard config reset routing.strategy
switchyard config preset quiet                 # settings that go together
switchyard config reset --all
\`\`\`

The file is \`settings.json\` in the data folder. It holds only what differs from the defaults, with the version of its
shape (\`schemaVersion\`). One that cannot be read is renamed to \`settings.json.unreadable-1\`, and that name is told;
a value that does not fit stops the start with a sentence that names it. \`SWITCHYARD_HOME\` or \`--home\` chooses the data
folder. Variables come from a file only when it is named: \`--env-file FILE\`, and never beat what is set already.`;

const ending = `\`switchyard config preset NAME\` stores its values, \`switchyard serve --preset NAME\` or \`SWITCHYARD_PRESET\` holds for
one run. Variables and flags of their own beat it.`;

function defaultWords(value: unknown): string {
  if (value === null || value === "") return "none";
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

function table(rows: string[][]): string {
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll("|", String.raw`\|`)));
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(3, ...cells.map((row) => (row[column] ?? "").length)),
  );
  const lines = cells.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  lines.splice(1, 0, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`);
  return lines.join("\n");
}

/** The doc comment above each key, by dotted key. */
function commentsOf(source: string): Map<string, string> {
  const found = new Map<string, string>();
  let section = "";
  let comment: string[] | null = null;
  let open = false;
  for (const line of source.split("\n")) {
    const text = line.trim();
    const heading = /^ {2}(\w+): z\.strictObject\(\{$/.exec(line)?.[1];
    const key = /^ {4}(\w+): z/.exec(line)?.[1];
    if (heading !== undefined) section = heading;
    else if (text.startsWith("/**") || open) {
      comment = [
        ...(open ? (comment ?? []) : []),
        text
          .replace(/^\/?\*+\/?/, "")
          .replace(/\*\/$/, "")
          .trim(),
      ];
      open = !text.endsWith("*/");
    } else if (key !== undefined) {
      if (comment !== null) found.set(`${section}.${key}`, comment.filter(Boolean).join(" "));
      comment = null;
    }
  }
  return found;
}
