/** Accounts on a real file, with the simulated issuer and a clock that only the test moves. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { Agent } from "undici";
import { onTestFinished } from "vitest";
import { loginFromTokens, type Login } from "../../src-main/accounts/account.ts";
import { openAccountStore } from "../../src-main/accounts/account-store.ts";
import { refreshTokens, type IssuerContext } from "../../src-main/accounts/login/issuer.ts";
import { createTokenKeeper } from "../../src-main/accounts/renewal/token-keeper.ts";
import type { SecretBox } from "../../src-main/platform/ports.ts";
import { startSimulator, type Simulator, type SimulatorOptions } from "../../src-main/simulator/simulator.ts";
import { manualClock } from "../support/manual-clock.ts";
import { temporaryFolder } from "../support/switchyard.ts";

export async function startAccounts(options: SimulatorOptions = {}) {
  const clock = manualClock();
  const simulator = await startSimulator({ accounts: [{ id: "ann" }, { id: "bob" }], clock, ...options });
  onTestFinished(() => simulator.close());
  const file = path.join(await temporaryFolder(), "accounts.json");
  const store = await openStore(file);
  const dispatcher = new Agent();
  onTestFinished(() => dispatcher.destroy());
  const issuer: IssuerContext = {
    base: simulator.authBaseUrl,
    dispatcher: () => dispatcher,
    userAgent: () => "test",
    now: () => clock.now(),
  };
  const keeper = createTokenKeeper({
    store,
    clock,
    folder: path.dirname(file),
    refresh: (tokens, reason) => refreshTokens(issuer, tokens, reason),
  });
  return {
    clock,
    simulator,
    file,
    store,
    issuer,
    keeper,
    /** Id of the stored account. */
    signIn: async (id: string, expiresInSeconds?: number) =>
      (await store.putLogin(loginOf(simulator, id, expiresInSeconds))).id,
    refreshes: () => simulator.requests.to("/oauth/token"),
    onDisk: () => readFileSync(file, "utf8"),
  };
}

export function openStore(file: string, secretBox: SecretBox | null = null, seal = true) {
  return openAccountStore({
    file,
    secretBox,
    seal,
    now: () => 1_000,
    onSetAside: () => {
      throw new Error("accounts.json was not understood");
    },
  });
}

export function loginOf(simulator: Simulator, id: string, expiresInSeconds?: number): Login {
  const issued = simulator.issueTokens(id, expiresInSeconds === undefined ? {} : { expiresInSeconds });
  const { idToken, accessToken, refreshToken } = issued;
  const login = loginFromTokens({ idToken, accessToken, refreshToken, refreshedAt: 1_000 });
  if (login === null) throw new Error("The simulator issued tokens of nobody.");
  return login;
}

/** A login made by hand, for what the simulator has no account for. */
export function madeUpLogin(userId: string, workspaceId: string, fields: Partial<Login> = {}): Login {
  return {
    tokens: {
      idToken: null,
      accessToken: `access-of-${userId}-${workspaceId}`,
      refreshToken: `refresh-of-${userId}-${workspaceId}`,
      refreshedAt: 1_000,
    },
    userId,
    workspaceId,
    email: `${userId}@example.com`,
    plan: "plus",
    fedramp: false,
    subscriptionUntil: null,
    ...fields,
  };
}
