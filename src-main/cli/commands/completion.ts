/** Completion scripts for shells, made from the command table. */
import { UsageError, type Command } from "../parsing/command.ts";
import { completionScript, completionShells, type Word } from "../parsing/completion-script.ts";
import type { CommandTable } from "../parsing/help.ts";

export function completionOf(commands: CommandTable): Command {
  return {
    usage: `completion ${completionShells.join(" | ")}`,
    help: "Prints a script that completes commands, actions and options with the Tab key.",
    examples: [
      "switchyard completion bash > ~/.local/share/bash-completion/completions/switchyard",
      "switchyard completion zsh > ~/.zfunc/_switchyard",
      "switchyard completion fish > ~/.config/fish/completions/switchyard.fish",
      "switchyard completion powershell >> $PROFILE",
    ],
    async run({ terminal }, [name, ...rest]) {
      const shell = completionShells.find((each) => each === name);
      if (shell === undefined || rest.length > 0)
        throw new UsageError(`completion wants one of ${completionShells.join(", ")}.`);
      const words = Object.entries(commands).map(([command, spec]) => wordOf(command, spec));
      const own = {
        ...wordOf("completion", { help: "Prints a completion script." }),
        actions: [...completionShells],
      };
      terminal.out(completionScript(shell, [...words, own]));
      return 0;
    },
  };
}

function wordOf(
  name: string,
  { help, subcommands = {}, options = {} }: Pick<Command, "help" | "subcommands" | "options">,
): Word {
  const flags = [...Object.keys(options), "json", "home", "env-file", "help"].map((option) => `--${option}`);
  return { name, help: help.split(". ")[0] ?? "", actions: Object.keys(subcommands), flags };
}
