/** A fresh link to the console of the Switchyard that runs. */
import { AppError } from "../../platform/app-error.ts";
import { UsageError, type Command } from "../parsing/command.ts";
import { connectToRunning } from "../gateway/connect.ts";

export const consoleLink: Command = {
  usage: "console [--open]",
  help: "Prints a link to the console of the running Switchyard: the window in a browser. It opens once, within ten minutes, on this computer.",
  options: { open: { type: "boolean", help: "opens it in the browser, where the desktop app runs" } },
  async run({ terminal, dataFolder, json }, positionals, options) {
    if (positionals.length > 0)
      throw new UsageError(`Unexpected argument "${positionals[0] ?? ""}" for console.`);
    const client = await connectToRunning(dataFolder);
    if (!client)
      throw new AppError(
        "bad_request",
        "Switchyard is not running:",
        "`switchyard start` or `switchyard serve` first.",
      );
    const { url } = await client.app.consoleLink();
    if (options["open"] === true) {
      await client.app.openExternal({ url });
      terminal.error("The console opens in the browser.");
    } else terminal.out(json ? JSON.stringify({ url }, null, 2) : url);
    return 0;
  },
};
