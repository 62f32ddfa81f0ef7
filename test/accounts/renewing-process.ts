/**
 * A process of its own that wants a token of every account in a file: node renewing-process.ts FILE ISSUER. It says
 * so when it is ready, begins on a line of input, and prints the tokens it got as JSON.
 */
import path from "node:path";
import { Agent } from "undici";
import { openAccountStore } from "../../src-main/accounts/account-store.ts";
import { refreshTokens } from "../../src-main/accounts/login/issuer.ts";
import { createTokenKeeper } from "../../src-main/accounts/renewal/token-keeper.ts";
import { systemClock } from "../../src-main/platform/ports.ts";

const [file = "", base = ""] = process.argv.slice(2);
const dispatcher = new Agent();
const now = () => Date.now();
const store = await openAccountStore({ file, secretBox: null, now, onSetAside: () => process.exit(3) });
const keeper = createTokenKeeper({
  store,
  clock: systemClock,
  folder: path.dirname(file),
  refresh: (tokens, reason) =>
    refreshTokens({ base, dispatcher: () => dispatcher, userAgent: () => "test", now }, tokens, reason),
});
await keeper.finishInterrupted();
process.stdout.write("ready\n");
process.stdin.once("data", () => {
  void run();
});

async function run(): Promise<void> {
  const got = await Promise.all(
    store.all().map(async ({ id }) => [id, (await keeper.credentials(id)).accessToken]),
  );
  process.stdout.write(`${JSON.stringify(Object.fromEntries(got))}\n`);
  process.stdin.destroy();
  await dispatcher.close();
}
