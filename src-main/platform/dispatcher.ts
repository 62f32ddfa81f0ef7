/** The one way out: every call to an upstream host goes through this dispatcher and so through the same proxy. */
import { Agent, EnvHttpProxyAgent, ProxyAgent, Socks5ProxyAgent, type Dispatcher } from "undici";
import { AppError } from "./app-error.ts";

export interface ProxyChoice {
  proxy: "environment" | "none" | "custom";
  proxyUrl: string | null;
}

/** Milliseconds. A model may think long before its first byte; there is no limit on a whole answer. */
const timeouts = { connect: 20_000, headers: 300_000, idle: 300_000 };

const options = {
  connectTimeout: timeouts.connect,
  headersTimeout: timeouts.headers,
  bodyTimeout: timeouts.idle,
  keepAliveTimeout: 30_000,
  connections: null,
  pipelining: 1,
};

/** `custom` without an address yet is as `environment`. Throws AppError when the proxy's address is none. */
export function createDispatcher(choice: ProxyChoice, env: NodeJS.ProcessEnv = process.env): Dispatcher {
  const { proxy, proxyUrl } = choice;
  if (proxy === "none") return new Agent(options);
  if (proxy === "environment" || proxyUrl === null) return fromEnvironment(env);
  if (!isProxyAddress(proxyUrl)) {
    throw new AppError(
      "bad_request",
      "The proxy's address cannot be used.",
      "It looks like http://host:port, https://host:port or socks5://host:port.",
    );
  }
  if (socks.test(proxyUrl)) return new Socks5ProxyAgent(proxyUrl.replace(socks, "socks5:"), options);
  return new ProxyAgent({ ...options, uri: proxyUrl });
}

const socks = /^socks(5h?)?:/i;

/** Whether requests can be sent through a proxy of this address. */
export function isProxyAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return (/^https?:$/.test(protocol) || socks.test(protocol)) && hostname !== "";
}

function fromEnvironment(env: NodeJS.ProcessEnv): Dispatcher {
  const named = (name: string) => env[name.toLowerCase()] || env[name] || "";
  const [httpProxy, httpsProxy] = [named("HTTP_PROXY"), named("HTTPS_PROXY")];
  for (const address of [httpProxy, httpsProxy]) {
    if (address === "" || /^https?:/i.test(address)) continue;
    throw new AppError(
      "bad_request",
      "HTTP_PROXY or HTTPS_PROXY of the environment is not the address of an HTTP proxy.",
      "Correct the variable, or choose another proxy: SWITCHYARD_PROXY=none, or socks5://host:port.",
    );
  }
  // A simulated backend lies on this computer, where no proxy finds it.
  const noProxy = [named("NO_PROXY"), "127.0.0.1", "localhost", "::1"].filter(Boolean).join(",");
  return new EnvHttpProxyAgent({ ...options, httpProxy, httpsProxy, noProxy });
}
