/** The real console over a fake Switchyard, with a cable that can be cut. */
import { join } from "node:path";
import { createConsoleAccess } from "../../../src-main/admin/console-access.ts";
import { startConsole } from "../../../src-main/admin/console-server.ts";
import type { FakeSwitchyard } from "./fake-switchyard.ts";

const rendererFolder = join(import.meta.dirname, "../../../out/renderer");
const token = "not-a-real-token";
const logger = { error() {} };

export interface ConsoleServer {
  origin: string;
  /** A new one each time, as the person is given it. */
  readonly link: string;
  /** Breaks every connection and takes no new ones until `restore`. */
  cut: () => Promise<void>;
  /** Listens again on the same port. @param restarted as after a restart of Switchyard: no session is known */
  restore: (restarted?: boolean) => Promise<void>;
  close: () => Promise<void>;
}

export async function serveConsole({ router }: FakeSwitchyard): Promise<ConsoleServer> {
  let access = createConsoleAccess(token, Date.now);
  let console = await startConsole({ router, access, logger, port: 0, rendererFolder });
  const { origin, port } = new URL(console.url);
  return {
    origin,
    get link() {
      return `${origin}/#code=${access.newCode()}`;
    },
    cut: () => console.close(),
    async restore(restarted = false) {
      if (restarted) access = createConsoleAccess(token, Date.now);
      console = await startConsole({ router, access, logger, port: Number(port), rendererFolder });
    },
    close: () => console.close(),
  };
}
