/** Claude Code through the gateway: its environment printed, or applied to it. */
import { UsageError, type Command } from "../parsing/command.ts";
import { choiceOption, noMore, textOption } from "../parsing/option-values.ts";
import { runTool } from "../programs/run-tool.ts";
import { shellLines, shells, usualShell } from "../text/shell-text.ts";
import { claudeUnset, claudeVariables, toolFacts } from "../programs/tool-env.ts";
import { runningGateway } from "../gateway/running-gateway.ts";

export const claude: Command = {
  usage: "claude env [--shell sh|fish|powershell] | run [-m MODEL] -- ARGUMENTS",
  help: "Runs Claude Code on your ChatGPT account. `env` prints the variables for it, `run` starts it with them; no file is touched.",
  actions: ["env", "run"],
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
    if (action !== "env" && action !== "run") throw new UsageError(`Unknown action "${action}" for claude.`);
    if (action === "env") noMore("claude env", rest);
    const variables = claudeVariables(await toolFacts(await runningGateway(context)), model);
    if (action === "run") {
      const { ANTHROPIC_API_KEY: _, ...env } = context.env;
      return runTool(context, "claude", rest, { ...env, ...variables });
    }
    if (context.json) context.terminal.out(JSON.stringify({ set: variables, unset: claudeUnset }, null, 2));
    else for (const line of shellLines(shell, variables, claudeUnset)) context.terminal.out(line);
    return 0;
  },
};
