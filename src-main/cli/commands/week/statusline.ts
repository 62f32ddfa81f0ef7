/** For the status lines of Claude Code, tmux, Starship: one line, at once, and never an error. */
import type { LimitsAnswer } from "../../../../src-shared/limits/limits-answer.ts";
import type { Command } from "../../parsing/command.ts";
import { call } from "../../gateway/gateway-access.ts";
import { runningGateway } from "../../gateway/running-gateway.ts";
import { noMore, textOption } from "../../parsing/option-values.ts";
import { defaultFormat, statusLine } from "../../text/status-line.ts";

export const statusline: Command = {
  usage: "statusline [--format TEXT]",
  help: "Prints what is left of the account in use in one line, for status bars; nothing is read anew for it. In the text {account}, {windows}, {5h}, {5h-reset}, {week} and {week-reset} are filled in.",
  examples: [
    "switchyard statusline",
    "switchyard statusline --format '5h {5h} until {5h-reset}, week {week}'",
  ],
  options: { format: { type: "string", help: `what to print ("${defaultFormat}")` } },
  async run(context, positionals, options) {
    noMore("statusline", positionals);
    const format = textOption(options, "format") ?? defaultFormat;
    const answer = await read(context).catch(() => null);
    if (context.json) context.terminal.out(JSON.stringify(answer, null, 2));
    else if (answer === null) context.terminal.out("Switchyard does not answer");
    else {
      const account = answer.accounts.find(({ active }) => active) ?? answer.accounts[0];
      context.terminal.out(account === undefined ? "no account" : statusLine(account, format, Date.now()));
    }
    return 0;
  },
};

async function read(context: Parameters<Command["run"]>[0]): Promise<LimitsAnswer | null> {
  const { statusCode, body } = await call(await runningGateway(context), "/v1/limits");
  const answer: unknown = await body.json();
  return statusCode === 200 ? (answer as LimitsAnswer) : null;
}
