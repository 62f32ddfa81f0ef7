import type { SignInState } from "../../../src-shared/contract/sign-in.ts";
import type { AdminClient } from "../../compose/compose.ts";
import { UsageError, type Command, type CommandContext } from "../parsing/command.ts";
import { nameWithPlan } from "../text/text.ts";
import { findAccount } from "../parsing/find-account.ts";

export const login: Command = {
  usage: "login [--device] [--paste] [--label NAME]",
  help: "Signs in to a ChatGPT account: in the browser, with a code, or by pasting the address.",
  options: {
    device: { type: "boolean", help: "with a code, on any other device" },
    paste: { type: "boolean", help: "open the address yourself and paste where it ends" },
    label: { type: "string", help: "your name for this account" },
  },
  async run(context, positionals, options) {
    if (positionals.length > 0)
      throw new UsageError(`Unexpected argument "${positionals[0] ?? ""}" for login.`);
    const client = await context.connect();
    const label = typeof options["label"] === "string" ? options["label"] : undefined;
    const state = await client.signIn.start({
      method: options["device"] === true ? "device" : "browser",
      openBrowser: options["paste"] !== true,
      ...(label === undefined ? {} : { label }),
    });
    instruct(context, state, options["paste"] === true);
    const end =
      options["paste"] === true || needsPaste(state) ? await pasted(context, client) : await finished(client);
    return report(context, client, end);
  },
};

export const logout: Command = {
  usage: "logout [ACCOUNT]",
  help: "Signs out: revokes the login and deletes it here. Without a name, the active account.",
  async run(context, positionals) {
    const client = await context.connect();
    const accounts = await client.accounts.list();
    const [wanted] = positionals;
    const account =
      wanted === undefined ? accounts.find((each) => each.active) : findAccount(accounts, wanted);
    if (!account) {
      context.terminal.error("No account is signed in.");
      return 1;
    }
    await client.accounts.remove({ id: account.id });
    context.terminal.out(`Signed out ${nameWithPlan(account)}.`);
    return 0;
  },
};

function needsPaste(state: SignInState): boolean {
  return state.step === "browser" && state.port === null;
}

function instruct({ terminal }: CommandContext, state: SignInState, paste: boolean): void {
  if (state.step === "device") {
    terminal.error(`Open ${state.verificationUrl} on any device and enter the code ${state.userCode}`);
    terminal.error("Waiting for you to confirm it there …");
  } else if (state.step === "browser") {
    terminal.error(`Open this address to sign in:\n\n  ${state.authorizeUrl}\n`);
    if (paste) terminal.error("When the browser ends at a page that cannot be shown, copy its address.");
    else if (state.port === null)
      terminal.error("Ports 1455 and 1457 are taken: paste the address the browser ends at.");
    else terminal.error(`Waiting for the browser on port ${state.port} …`);
  }
}

async function pasted(context: CommandContext, client: AdminClient): Promise<SignInState> {
  const { terminal } = context;
  for (;;) {
    const address = terminal.interactive ? await terminal.ask("Address: ") : (await terminal.read()).trim();
    try {
      return await client.signIn.paste({ address });
    } catch (error) {
      if (!terminal.interactive) throw error;
      terminal.error(error instanceof Error ? error.message : "That did not work.");
    }
  }
}

async function finished(client: AdminClient): Promise<SignInState> {
  const feed = await client.live.feed();
  for await (const event of feed) {
    const state = event.type === "snapshot" ? event.state.signIn : event.change.signIn;
    if (state && (state.step === "done" || state.step === "failed" || state.step === "idle")) return state;
  }
  return client.signIn.state();
}

async function report(context: CommandContext, client: AdminClient, end: SignInState): Promise<number> {
  if (end.step === "done") {
    const account = (await client.accounts.list()).find((each) => each.id === end.accountId);
    if (context.json) context.terminal.out(JSON.stringify({ account: end.accountId, renewed: end.renewed }));
    else {
      const who = account ? nameWithPlan(account) : end.accountId;
      context.terminal.out(end.renewed ? `Signed in again: ${who}.` : `Signed in: ${who}.`);
    }
    return 0;
  }
  const problem = end.step === "failed" ? end.problem : { message: "The sign-in was cancelled.", advice: "" };
  context.terminal.error(`${problem.message} ${problem.advice}`.trim());
  return 1;
}
