/** Further homes of Codex that are switched along with the main one. */
import path from "node:path";
import type { CodexHome, CodexView } from "../../../../src-shared/contract/codex.ts";
import { UsageError, type CommandContext } from "../../parsing/command.ts";

export async function homesCommand(context: CommandContext, words: string[]): Promise<number> {
  const [action = "list", folder] = words;
  const client = await context.connect();
  if (action === "list") {
    const { homes } = await client.codex.status();
    const found = await client.codex.findHomes();
    if (context.json) context.terminal.out(JSON.stringify({ homes, found }, null, 2));
    else {
      for (const home of homes) for (const line of wordsOf(home)) context.terminal.out(line);
      for (const { folder: other, unreachable } of found) {
        context.terminal.out(`${other}: found, not switched`);
        if (unreachable) context.terminal.out(`  ${unreachable.message} ${unreachable.advice}`);
      }
    }
    return 0;
  }
  if ((action !== "add" && action !== "remove") || folder === undefined)
    throw new UsageError("codex homes wants list, add FOLDER or remove FOLDER.");
  const named = folder.startsWith("~") ? folder : path.resolve(folder);
  const view = await client.codex[action === "add" ? "addHome" : "removeHome"]({ folder: named });
  if (context.json) context.terminal.out(JSON.stringify(view.homes, null, 2));
  else for (const home of view.homes) for (const line of wordsOf(home)) context.terminal.out(line);
  return view.homes.some(({ folder: added, switch: { problem } }) => added === named && problem) ? 1 : 0;
}

/** The homes beside the main one, and the profiles that lead past the gateway, as lines below the switch. */
export function homeLines({ homes }: Pick<CodexView, "homes">): string[] {
  return homes
    .flatMap((home) => (home.main && home.chosen ? bypassWords(home) : wordsOf(home)))
    .map((line) => `  ${line}`);
}

function wordsOf(home: CodexHome): string[] {
  const { state, drift, problem } = home.switch;
  const words = {
    off: "its own settings",
    on: "goes through Switchyard",
    drift: "changed by somebody else",
    orphaned: "points at a Switchyard that has no record of it; remove its keys with: switchyard codex off",
  };
  const left = home.chosen ? "" : ", though it is not chosen any more";
  return [
    `${home.folder}: ${words[state]}${drift.length > 0 ? ` (${drift.join(", ")})` : ""}${left}`,
    ...(problem ? [`  ${problem.message} ${problem.advice}`.trimEnd()] : []),
    ...bypassWords(home).map((line) => `  ${line}`),
  ];
}

function bypassWords({ bypassing, switch: { state } }: CodexHome): string[] {
  return state === "off"
    ? []
    : bypassing.map(
        (name) => `With --profile ${name} Codex goes past Switchyard: the profile names its own provider.`,
      );
}
