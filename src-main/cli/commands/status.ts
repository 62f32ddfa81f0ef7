import type { Command } from "../parsing/command.ts";
import { limitsText } from "../text/limits-text.ts";
import { providerLines } from "../text/provider-text.ts";
import { nameWithPlan, healthWords, timeWords, windowWords } from "../text/text.ts";

export const status: Command = {
  usage: "status",
  help: "Shows the gateway, every account, its limits and what needs attention.",
  async run(context) {
    const client = await context.connect();
    const [gateway, before] = await Promise.all([client.gateway.status(), client.accounts.list()]);
    // A process of its own has not asked the backend yet; a limit may have been reset early.
    await Promise.all(
      before
        .filter(({ limits, health }) => health === "limited" || (limits === null && health === "ok"))
        .map((account) => client.accounts.refreshLimits({ id: account.id }).catch(() => null)),
    );
    const [accounts, setAside, providers] = await Promise.all([
      client.accounts.list(),
      client.data.setAside(),
      client.providers.list(),
    ]);
    if (context.json) {
      context.terminal.out(JSON.stringify({ gateway, accounts, providers, setAside }, null, 2));
      return 0;
    }
    const now = Date.now();
    const { terminal } = context;
    terminal.out(
      gateway.state === "running" ? `Gateway: running on ${gateway.baseUrl}` : `Gateway: ${gateway.state}`,
    );
    const { waiting = [] } = gateway;
    if (waiting.length > 0)
      terminal.out(
        `Waiting for a reset: ${waiting.length} ${waiting.length === 1 ? "request" : "requests"}, the last until ${timeWords(Math.max(...waiting.map(({ until }) => until)), now).replace(/^at /, "")}`,
      );
    for (const file of setAside) terminal.out(`Could not be understood and was set aside: ${file}`);
    if (accounts.length === 0) terminal.out("No account is signed in. Run `switchyard login`.");
    for (const account of accounts) {
      terminal.out(`\n${account.active ? "●" : "○"} ${nameWithPlan(account)}: ${healthWords(account, now)}`);
      for (const window of account.limits?.windows ?? []) terminal.out(`    ${windowWords(window, now)}`);
      for (const line of limitsText(account, now)) terminal.out(`    ${line}`);
      if (account.tokenExpiresAt) {
        terminal.out(
          `    Login renewed before ${timeWords(account.tokenExpiresAt, now).replace(/^at /, "")}`,
        );
      }
      if (account.lastProblem && account.health !== "trouble")
        terminal.out(`    ${account.lastProblem.message}`);
    }
    if (providers.length > 0) terminal.out("");
    for (const provider of providers) for (const line of providerLines(provider, now)) terminal.out(line);
    return 0;
  },
};
