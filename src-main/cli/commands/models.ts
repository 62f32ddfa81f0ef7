import type { Command } from "../parsing/command.ts";
import { timeWords } from "../text/text.ts";

export const models: Command = {
  usage: "models [--refresh]",
  help: "Lists the models, where the list came from and how old it is. Listed is not usable: that depends on the plan.",
  options: { refresh: { type: "boolean", help: "ask the backend now" } },
  async run(context, _positionals, options) {
    const client = await context.connect();
    const catalog = options["refresh"] === true ? await client.models.refresh() : await client.models.list();
    if (context.json) {
      context.terminal.out(JSON.stringify(catalog, null, 2));
      return 0;
    }
    for (const model of catalog.models.filter((each) => each.listed)) {
      const context_ =
        model.contextWindow === null ? "" : `${Math.round(model.contextWindow / 1000)}k context`;
      context.terminal.out(`${model.id.padEnd(22)} ${context_.padEnd(14)} ${model.efforts.join(" ")}`);
    }
    for (const { provider, models: theirs, problem } of catalog.providers) {
      for (const { id } of theirs) context.terminal.out(`${provider}:${id}`);
      if (problem !== null)
        context.terminal.error(`${provider}: its list could not be read: ${problem.message}`);
    }
    const age = catalog.fetchedAt === null ? "" : `, read ${timeWords(catalog.fetchedAt, Date.now())}`;
    context.terminal.error(`Source: ${catalog.source}${age}.`);
    return 0;
  },
};
