/** OpenCode through the gateway, by its configuration in a variable: no file is touched. */
import { UsageError, type Command } from "../parsing/command.ts";
import { choiceOption, noMore, textOption } from "../parsing/option-values.ts";
import { runTool } from "../programs/run-tool.ts";
import { runningGateway } from "../gateway/running-gateway.ts";
import { shellLines, shells, usualShell } from "../text/shell-text.ts";
import { opencodeVariables, toolFacts } from "../programs/tool-env.ts";

export const opencode: Command = {
  usage: "opencode env [--shell sh|fish|powershell] | run [-m MODEL] -- ARGUMENTS",
  help: "Runs OpenCode on your ChatGPT account. `env` prints the variable for it, `run` starts it with it; no file is touched.",
  actions: ["env", "run"],
  examples: ["switchyard opencode run", 'switchyard opencode run -- run "What does this project do?"'],
  options: {
    model: { type: "string", short: "m", help: "model it works with (models.default)" },
    shell: { type: "string", help: `${shells.join(", ")}; yours is guessed` },
  },
  async run(context, [action = "env", ...rest], options) {
    const shell = choiceOption(options, "shell", shells) ?? usualShell(context.env);
    if (action !== "env" && action !== "run")
      throw new UsageError(`Unknown action "${action}" for opencode.`);
    if (action === "env") noMore("opencode env", rest);
    const facts = await toolFacts(await runningGateway(context));
    const variables = opencodeVariables(facts, textOption(options, "model"));
    if (action === "run") return runTool(context, "opencode", rest, { ...context.env, ...variables });
    if (context.json) context.terminal.out(JSON.stringify({ set: variables }, null, 2));
    else for (const line of shellLines(shell, variables)) context.terminal.out(line);
    return 0;
  },
};
