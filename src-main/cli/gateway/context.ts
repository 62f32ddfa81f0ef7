/** What a command gets, opened as late as it asks for it and closed behind it. */
import type { CommandContext } from "../parsing/command.ts";
import { connect, type Connection } from "./connect.ts";
import { accessTo } from "./gateway-access.ts";
import { onInterruption } from "../parsing/interruption.ts";
import { version } from "../version.ts";

export function createContext(given: Pick<CommandContext, "terminal" | "env" | "dataFolder" | "json">): {
  context: CommandContext;
  close(): Promise<void>;
} {
  const { env, dataFolder } = given;
  let connection: Connection | null = null;
  const open = async (over: NodeJS.ProcessEnv) => {
    connection ??= await connect({ version, dataFolder, env: { ...env, ...over }, oneCommand: true });
    return connection;
  };
  return {
    context: {
      ...given,
      connect: async () => (await open({})).client,
      async gateway() {
        // One that lives for a command is for nobody else.
        const { client, own } = await open({ SWITCHYARD_HOST: "127.0.0.1", SWITCHYARD_PORT: "0" });
        if (own) await own.resume(true);
        return accessTo(client);
      },
      interrupted: onInterruption,
    },
    close: async () => connection?.close(),
  };
}
