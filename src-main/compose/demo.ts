/** The demo: a simulated backend in this process and accounts that are already signed in to it. */
import { loginFromTokens } from "../accounts/account.ts";
import type { AccountStore } from "../accounts/account-store.ts";
import type { UpstreamHosts } from "../network/upstream-hosts.ts";
import { startSimulator } from "../simulator/simulator.ts";

export interface Demo {
  hosts: UpstreamHosts;
  seed(store: AccountStore): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds between the words of an answer: about as fast as a real one. */
const wordDelayMs = 25;

export async function startDemo(): Promise<Demo> {
  const simulator = await startSimulator({ wordDelayMs });
  return {
    hosts: {
      codex: simulator.codexBaseUrl,
      auth: simulator.authBaseUrl,
      platform: `${simulator.url}/platform`,
    },
    async seed(store) {
      for (const { id } of simulator.accounts) {
        const issued = simulator.issueTokens(id);
        const login = loginFromTokens({
          idToken: issued.idToken,
          accessToken: issued.accessToken,
          refreshToken: issued.refreshToken,
          refreshedAt: Date.now(),
        });
        if (login) await store.putLogin(login);
      }
    },
    close: () => simulator.close(),
  };
}
