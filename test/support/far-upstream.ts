/** Switchyard with a simulated backend that lies far away: its names lead nowhere but through a proxy. */
import { startSimulator, type Simulator } from "../../src-main/simulator/simulator.ts";
import { onTestFinished } from "vitest";
import { startTlsFront, testCa, type ProxyOptions, type TestProxy } from "./proxies.ts";
import { plainAccounts, startSwitchyard, type Running, type RunOptions } from "./switchyard.ts";

export const farTarget = { codex: "codex.upstream.test:443", auth: "auth.upstream.test:443" };

export interface FarUpstream {
  simulator: Simulator;
  /** For the proxies that shall find it. */
  names: Record<string, number>;
  env: NodeJS.ProcessEnv;
  /** Connections that reached it. */
  connections: () => number;
}

export async function startFarUpstream(): Promise<FarUpstream> {
  const simulator = await startSimulator({ accounts: plainAccounts });
  onTestFinished(() => simulator.close());
  const front = await startTlsFront(Number(new URL(simulator.url).port));
  const far = (address: string, name: string) =>
    address.replace(simulator.url, `https://${name}.upstream.test`);
  return {
    simulator,
    names: { "codex.upstream.test": front.port, "auth.upstream.test": front.port },
    env: {
      SWITCHYARD_CODEX_BASE_URL: far(simulator.codexBaseUrl, "codex"),
      SWITCHYARD_AUTH_BASE_URL: far(simulator.authBaseUrl, "auth"),
    },
    connections: front.connections,
  };
}

export interface FarRunning extends Running {
  proxy: TestProxy;
  far: FarUpstream;
}

/** Through a proxy of its own, with the CA that knows the backend. */
export async function startBehind(
  start: (options: ProxyOptions) => Promise<TestProxy>,
  options: RunOptions & { login?: { name: string; password: string } } = {},
): Promise<FarRunning> {
  const far = await startFarUpstream();
  const { login } = options;
  const proxy = await start({ names: far.names, ...(login === undefined ? {} : { login }) });
  const running = await startSwitchyard({
    ...options,
    upstream: far.simulator,
    env: { ...far.env, SWITCHYARD_PROXY: proxy.url, SWITCHYARD_CA_FILE: testCa, ...options.env },
  });
  return { ...running, proxy, far };
}
