/** Claude Code through the gateway: its environment printed, or applied to it. */
import type { Command } from "../parsing/command.ts";
import { choiceOption, textOption } from "../parsing/option-values.ts";
import { runTool } from "../programs/run-tool.ts";
import { shellLines, shells, usualShell } from "../text/shell-text.ts";
import { claudeUnset, claudeVariables, toolFacts } from "../programs/tool-env.ts";
import { projectAt, rootOfProject } from "../programs/project-here.ts";
import { runningGateway } from "../gateway/running-gateway.ts";

export const claude: Command = {
  usage: "claude ACTION",
  help: "Runs Claude Code on your ChatGPT account.",
  otherwise: "env",
  subcommands: {
    env: { takes: "", help: "Prints the variables it needs.", options: ["model", "shell"] },
    run: {
      takes: "[-- ARGUMENTS]",
      help: "Starts Claude Code with them; no file is touched. Its requests count for the project of the git repository it is started in.",
      options: ["model"],
    },
  },
  examples: [
    'eval "$(switchyard claude env)"',
    "switchyard claude run",
    'switchyard claude run -m gpt-5.5-high -- -p "What does this project do?"',
  ],
  options: {
    model: { type: "string", short: "m", help: "model it works with (models.default)" },
    shell: { type: "string", help: `${shells.join(", ")}; yours is guessed` },
  },
  async run(context, [action = "env", ...rest], options) {
    const model = textOption(options, "model");
    const shell = choiceOption(options, "shell", shells) ?? usualShell(context.env);
    const access = await runningGateway(context);
    // What is printed may be used anywhere; what is run, here.
    const root = action === "run" ? rootOfProject(access.root, projectAt(process.cwd())) : access.root;
    const variables = claudeVariables(await toolFacts({ ...access, root }), model);
    if (action === "run") {
      const { ANTHROPIC_API_KEY: _, ...env } = context.env;
      return runTool(context, "claude", rest, { ...env, ...variables });
    }
    if (context.json) context.terminal.out(JSON.stringify({ set: variables, unset: claudeUnset }, null, 2));
    else for (const line of shellLines(shell, variables, claudeUnset)) context.terminal.out(line);
    return 0;
  },
};
