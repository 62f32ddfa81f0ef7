/** The one way out: every call to an upstream host goes through this dispatcher and so through the same proxy. */
import { Agent, EnvHttpProxyAgent, ProxyAgent, Socks5ProxyAgent, type Dispatcher } from "undici";

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

export function createDispatcher(choice: ProxyChoice): Dispatcher {
  if (choice.proxy === "none") return new Agent(options);
  if (choice.proxy === "environment") return new EnvHttpProxyAgent(options);
  const url = choice.proxyUrl ?? "";
  if (/^socks5?:/i.test(url)) return new Socks5ProxyAgent(url.replace(/^socks:/i, "socks5:"), options);
  return new ProxyAgent({ ...options, uri: url });
}
