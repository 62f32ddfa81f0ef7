/** Connection pools for one proxy setting; they can be replaced while requests use them. */
import { Agent, Dispatcher } from "undici";
import type { SecureContext } from "node:tls";
import { createConnector } from "./connector.ts";
import type { Route } from "./proxy-route.ts";

/** Milliseconds. A model may think long before its first byte; there is no limit on a whole answer. */
const timeouts = { connect: 20_000, headers: 300_000, idle: 300_000 };

export interface DispatcherOptions {
  route: (target: URL) => Promise<Route>;
  trust: () => SecureContext | undefined;
  /** Something to wait for before a request to this origin is sent; null = nothing. */
  before: (origin: string) => Promise<unknown> | null;
}

export class OutboundDispatcher extends Dispatcher {
  readonly #facts: DispatcherOptions;
  #agents: { any: Agent; http1: Agent };

  constructor(facts: DispatcherOptions) {
    super();
    this.#facts = facts;
    this.#agents = openAgents(facts);
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const wait = this.#facts.before(String(options.origin));
    if (wait === null) return this.#agent(options).dispatch(options, handler);
    const send = () => void this.#agent(options).dispatch(options, handler);
    // What went wrong is told by the connection that is tried now.
    wait.then(send, send);
    return true;
  }

  // A WebSocket's handshake is one of HTTP/1.1: its connector must not offer anything else.
  #agent(options: Dispatcher.DispatchOptions & { allowH2?: boolean }): Agent {
    return options.allowH2 === false ? this.#agents.http1 : this.#agents.any;
  }

  /** New connections from now on. Requests under way end on the old ones. */
  renew(): void {
    const { any, http1 } = this.#agents;
    this.#agents = openAgents(this.#facts);
    void any.close();
    void http1.close();
  }

  override async close(): Promise<void> {
    await Promise.all([this.#agents.any.close(), this.#agents.http1.close()]);
  }

  override async destroy(): Promise<void> {
    await Promise.all([this.#agents.any.destroy(), this.#agents.http1.destroy()]);
  }
}

function openAgents({ route, trust }: DispatcherOptions): { any: Agent; http1: Agent } {
  const agent = (allowH2: boolean) =>
    new Agent({
      headersTimeout: timeouts.headers,
      bodyTimeout: timeouts.idle,
      keepAliveTimeout: 30_000,
      connections: null,
      pipelining: 1,
      ...(allowH2 ? {} : { allowH2 }),
      connect: createConnector({ route, trust, timeoutMs: timeouts.connect, allowH2 }),
    });
  return { any: agent(true), http1: agent(false) };
}
