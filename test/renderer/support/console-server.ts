/** The real console over a fake Switchyard, with a cable that can be cut. */
import { join } from "node:path";
import { startConsole } from "../../../src-main/admin/console-server.ts";
import type { FakeSwitchyard } from "./fake-switchyard.ts";

const rendererFolder = join(import.meta.dirname, "../../../out/renderer");
const token = "not-a-real-token";

export interface ConsoleServer {
  origin: string;
  /** With the token, as the person is given it. */
  link: string;
  /** Breaks every connection and takes no new ones until `restore`. */
  cut: () => Promise<void>;
  /** Listens again on the same port. @param newToken as after a restart of Switchyard */
  restore: (newToken?: string) => Promise<void>;
  close: () => Promise<void>;
}

export async function serveConsole({ router }: FakeSwitchyard): Promise<ConsoleServer> {
  let console = await startConsole({ router, token, port: 0, rendererFolder });
  const { origin, port } = new URL(console.url);
  return {
    origin,
    link: `${origin}/#token=${token}`,
    cut: () => console.close(),
    async restore(newToken = token) {
      console = await startConsole({ router, token: newToken, port: Number(port), rendererFolder });
    },
    close: () => console.close(),
  };
}
