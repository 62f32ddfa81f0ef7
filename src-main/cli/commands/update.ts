/** A newer Switchyard: what there is, and how this copy gets it. Changes nothing that was not asked for. */
import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import { compareVersions } from "../../../src-shared/compare-versions.ts";
import { AppError } from "../../platform/app-error.ts";
import type { Command, CommandContext } from "../parsing/command.ts";
import { installationOf, type Installation } from "../programs/installation.ts";
import { newestVersion, npm } from "../programs/npm-registry.ts";
import { noMore } from "../parsing/option-values.ts";
import { version } from "../version.ts";

const packageName = "switchyard-app";

export const update: Command = {
  usage: "update [--check] [--yes]",
  help: "Says how this copy was installed and how it gets newer. One that npm installed globally is renewed by npm, after a question.",
  options: {
    check: { type: "boolean", help: "only say whether there is a newer one" },
    yes: { type: "boolean", short: "y", help: "do not ask" },
  },
  async run(context, positionals, options) {
    noMore("update", positionals);
    const { terminal, env, json } = context;
    const installation = installationOf({
      packageFolder: packageFolder(),
      globalFolder: await globalFolder(env),
    });
    const advice = adviceFor(installation);
    if (advice !== null) {
      if (json) terminal.out(JSON.stringify({ version, installed: installation.kind, advice }));
      else terminal.out(`Switchyard ${version}. ${advice}`);
      return 0;
    }
    const newest = await newestVersion(packageName, env);
    const newer = compareVersions(version, newest) < 0;
    if (!newer || options["check"] === true || json) {
      if (json) terminal.out(JSON.stringify({ version, installed: installation.kind, newest, newer }));
      else
        terminal.out(
          newer
            ? `Switchyard ${newest} is there; this is ${version}. \`switchyard update\` installs it.`
            : `Switchyard ${version} is the newest.`,
        );
      return 0;
    }
    return install(context, newest, options["yes"] === true);
  },
};

async function install({ terminal, env }: CommandContext, newest: string, sure: boolean): Promise<number> {
  const line = ["install", "--global", `${packageName}@${newest}`];
  if (!sure) {
    if (!terminal.interactive) {
      terminal.error(
        `Switchyard ${newest} is there; this is ${version}. Install it with: npm ${line.join(" ")}`,
      );
      return 1;
    }
    const answer = await terminal.ask(`Replace ${version} by ${newest} with npm ${line.join(" ")}? [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) {
      terminal.error("Nothing was changed.");
      return 1;
    }
  }
  const { code } = await npm(line, env, true);
  if (code !== 0)
    throw new AppError(
      "bad_request",
      `npm ended with code ${code}; what it says stands above.`,
      "Without the rights for its folder, give npm a folder of your own: `npm config set prefix ~/.local`.",
    );
  terminal.out(`Switchyard ${newest} is installed.`);
  terminal.error("What runs now is still the old one: restart it, or `switchyard service restart`.");
  return 0;
}

/** What the person does for a copy that is not npm's to renew; null for one that is. */
function adviceFor(installation: Installation): string | null {
  switch (installation.kind) {
    case "app":
      return "This is the desktop app: it is renewed in its window, under Settings, Updates.";
    case "source":
      return `This is a checkout: \`git pull\` in ${installation.folder}; the next start builds what is new.`;
    case "npx":
      return `npx fetched this one: \`npx ${packageName}@latest\` fetches the newest.`;
    case "npm-local":
      return `This one belongs to the package in ${installation.folder}: \`npm install ${packageName}@latest\` there.`;
    case "npm-global":
      return null;
  }
}

/** Built, the program lies in out/ below it; as source, three folders deep. */
function packageFolder(): string {
  let folder = realpathSync(import.meta.dirname);
  while (!existsSync(path.join(folder, "package.json")) && path.dirname(folder) !== folder)
    folder = path.dirname(folder);
  return folder;
}

async function globalFolder(env: NodeJS.ProcessEnv): Promise<string | null> {
  try {
    const { code, out } = await npm(["root", "--global"], env);
    return code === 0 ? realpathSync(out.trim()) : null;
  } catch {
    return null;
  }
}
