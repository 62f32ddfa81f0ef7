/** The real app with the real window, signed in at a simulated backend, behind a cable that counts connections. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import path from "node:path";
import type { ElectronApplication } from "playwright-core";
import { startSimulator, type Simulator } from "../../../src-main/simulator/simulator.ts";
import { authJson, plainAccounts } from "../../support/switchyard.ts";
import {
  buildDesktopApp,
  buildWindow,
  desktopEnvironment,
  launchDesktopApp,
  temporaryFolder,
} from "./desktop-app.ts";

export interface SignedInApp {
  app: ElectronApplication;
  simulator: Simulator;
  /** Of the built app; for a second start. */
  folder: string;
  /** Data folder. */
  home: string;
  env: Record<string, string>;
  /** A file in a folder of the test's own. */
  file: (name: string) => string;
  /** What the system's program for opening things was asked to open; one line for each. */
  openedFile: string;
  /** Connections to the backend that were made so far, and those that stand. */
  connections: { made: () => number; standing: () => number };
  close: () => Promise<void>;
}

/** Signed in with the account "one". */
export async function startSignedInApp(): Promise<SignedInApp> {
  const [folder, home] = [temporaryFolder("desktop-app"), temporaryFolder("desktop-home")];
  await buildDesktopApp(folder.path);
  await buildWindow(folder.path);
  const simulator = await startSimulator({ accounts: plainAccounts });
  const cable = await layCable(Number(new URL(simulator.url).port));
  const file = (name: string) => path.join(home.path, name);

  const openedFile = file("opened");
  mkdirSync(file("bin"));
  writeFileSync(file("bin/xdg-open"), `#!/bin/sh\nprintf '%s\\n' "$1" >> '${openedFile}'\n`);
  chmodSync(file("bin/xdg-open"), 0o755);
  const base = desktopEnvironment(home.path);
  const env = {
    ...base,
    PATH: `${file("bin")}:${base["PATH"] ?? ""}`,
    CODEX_HOME: file("codex"),
    SWITCHYARD_CODEX_BASE_URL: simulator.codexBaseUrl.replace(simulator.url, cable.url),
    SWITCHYARD_AUTH_BASE_URL: simulator.authBaseUrl,
  };
  writeFileSync(file("auth-of-one.json"), authJson(simulator, "one"));
  const cli = [path.join(folder.path, "out/cli.js"), "accounts", "import", file("auth-of-one.json")];
  const imported = spawnSync(process.execPath, cli, { env, encoding: "utf8" });
  if (imported.status !== 0) throw new Error(imported.stderr);
  const app = await launchDesktopApp(folder.path, home.path, [], env);
  return {
    app,
    simulator,
    folder: folder.path,
    home: home.path,
    env,
    file,
    openedFile,
    connections: cable,
    async close() {
      await app.close();
      await cable.close();
      await simulator.close();
      folder.remove();
      home.remove();
    },
  };
}

/** Passes bytes on to a port. */
async function layCable(port: number) {
  let made = 0;
  const standing = new Set<Socket>();
  const server = createServer((near) => {
    made += 1;
    standing.add(near);
    const far = connect(port, "127.0.0.1");
    near.pipe(far).pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
    near.on("close", () => standing.delete(near));
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    made: () => made,
    standing: () => standing.size,
    async close() {
      for (const socket of standing) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
