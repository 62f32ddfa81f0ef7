/** The tools for agents, over standard input and output. */
import type { Command, CommandContext } from "../../parsing/command.ts";
import { connectToRunning } from "../../gateway/connect.ts";
import { noMore } from "../../parsing/option-values.ts";
import { notRunning } from "../../gateway/running-gateway.ts";
import { version } from "../../version.ts";

export const mcp: Command = {
  usage: "mcp",
  help: "Serves tools for agents over standard input and output (MCP): limits and pace, whether work fits, usage, failures, models, providers. They read and change nothing. Agents start it; Switchyard itself must be running.",
  examples: ["claude mcp add switchyard -- switchyard mcp", "codex mcp add switchyard -- switchyard mcp"],
  async run(context, positionals) {
    noMore("mcp", positionals);
    const { serveMcpOverStdio } = await import("../../../mcp/stdio.ts");
    const ports = () => runningClient(context);
    await serveMcpOverStdio({ version, now: Date.now, ports }, context.interrupted());
    return 0;
  },
};

/** Asked anew at every call: Switchyard may be started, or started again, while the agent works. */
async function runningClient({ dataFolder }: CommandContext) {
  const client = await connectToRunning(dataFolder);
  if (!client) throw notRunning();
  return client;
}
