/** A data folder and a simulated backend for commands: alone, or beside a running `serve`. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished } from "vitest";
import { startSimulator, type Simulator } from "../../src-main/simulator/simulator.ts";
import type { AccountView } from "../../src-shared/contract/accounts.ts";
import { begin, commandEnv, run, type Finished } from "./command-line.ts";
import { authJson, plainAccounts, temporaryFolder } from "./switchyard.ts";

/** Tokens, codes and verifiers of the simulator, in whatever place. */
const secrets = /rt_fake|ac_fake|eyJ[\w-]{20}/;

export interface Place {
  home: string;
  simulator: Simulator;
  env: NodeJS.ProcessEnv;
  /** Runs a command and checks that it shows no secret. */
  cli(args: string[], input?: string): Promise<Finished>;
  list(): Promise<AccountView[]>;
}

export async function place(accounts = plainAccounts): Promise<Place> {
  const home = await temporaryFolder();
  const simulator = await startSimulator({ accounts, deviceIntervalSeconds: 1 });
  onTestFinished(() => simulator.close());
  const env = commandEnv(home, simulator);
  const cli = async (args: string[], input?: string) => {
    const finished = await run(args, { env, ...(input === undefined ? {} : { input }) });
    expect(finished.out + finished.error).not.toMatch(secrets);
    return finished;
  };
  const list = async () => JSON.parse((await cli(["accounts", "list", "--json"])).out) as AccountView[];
  return { home, simulator, env, cli, list };
}

/** Writes Codex's auth.json of a simulated account and takes it over. */
export async function importAccount({ home, simulator, cli }: Place, id: string): Promise<Finished> {
  const file = path.join(home, `auth-of-${id}.json`);
  writeFileSync(file, authJson(simulator, id));
  return cli(["accounts", "import", file]);
}

export async function startServe({ env }: Pick<Place, "env">, args: string[] = [], cwd?: string) {
  const serve = begin(["serve", ...args], { env, cwd });
  const [, gateway] = await serve.says(/gateway (http:\S+)/);
  return { ...serve, gateway: gateway ?? "" };
}

export async function signedIn(): Promise<Place> {
  const here = await place();
  expect((await importAccount(here, "one")).code).toBe(0);
  here.simulator.requests.clear();
  return here;
}

export const situations = [
  ["alone", async () => {}],
  ["beside a running serve", async (here: Place) => void (await startServe(here))],
] as const;
