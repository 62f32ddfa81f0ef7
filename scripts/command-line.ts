/** docs/cli.md, made from the command table. */
import path from "node:path";
import { commands } from "../src-main/cli/parsing/command-table.ts";
import { helpPages } from "../src-main/cli/parsing/help.ts";

export const commandLineFile = path.join(import.meta.dirname, "../docs/cli.md");

const about = `# Command line

Every command takes \`--json\`, \`--home DIR\`, \`--env-file FILE\` and \`--help\`, talks to the running Switchyard when
there is one and does its work alone when there is none. \`switchyard help codex on\` says the same as here. Exit codes:
0 done, 1 failed, 2 called wrongly. Written by \`npm run docs\`.
`;

export function commandLinePage(): string {
  const sections = Object.entries(commands).map(([name, command]) => {
    const pages = helpPages(name, command).map((page) => `\`\`\`\n${page}\n\`\`\`\n`);
    return `## ${name}\n\n${pages.join("\n")}`;
  });
  return [about, ...sections].join("\n");
}
