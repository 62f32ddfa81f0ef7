/** Connections to the upstream hosts, following settings, system and accounts while the app runs. */
import type { Dispatcher } from "undici";
import type { Settings } from "../../src-shared/settings.ts";
import { systemClock, type Clock } from "../platform/ports.ts";
import { environmentRoute, routeTo, type Route, type RouteSource } from "./proxy-route.ts";
import { followSystem, type SystemProxy } from "./system-proxy.ts";
import { createTrust } from "./trust.ts";
import { OutboundDispatcher } from "./outbound-dispatcher.ts";

type OutboundSettings = Pick<Settings["network"], "proxy" | "proxyUrl"> &
  Partial<Pick<Settings["network"], "noProxy" | "caFile">>;

export interface Outbound {
  /** The dispatcher of an account; without one, everybody's. */
  dispatcher: (accountId?: string) => Dispatcher;
  /** By account id: the address of its own proxy, or none. What nobody uses any more ends with its last request. */
  setOwnProxies(own: ReadonlyMap<string, string>): void;
  /** How many ways there are pools of connections for. */
  open(): number;
  /** Where a connection would go now. Throws ConnectionError. */
  route(target: URL, accountId?: string): Promise<{ route: Route; source: RouteSource }>;
  /** New connections from now on: those of before a sleep or on another network may be dead without a word. */
  renew(): void;
  close(): Promise<void>;
}

export interface OutboundOptions {
  choice: () => OutboundSettings;
  changed: (listener: () => void) => void;
  env?: NodeJS.ProcessEnv;
  /** Absent: as the environment says. */
  system?: SystemProxy;
  clock?: Clock;
}

export function createOutbound({
  choice,
  changed,
  env = process.env,
  system,
  clock = systemClock,
}: OutboundOptions): Outbound {
  const dispatchers = new Map<string | null, OutboundDispatcher>();
  let own: ReadonlyMap<string, string> = new Map();
  let used = keyOf(choice());
  const asked = system ?? { resolve: async (target: URL) => environmentAnswer(target) };
  const follower = followSystem(asked, clock, renew);
  const trust = createTrust(() => choice().caFile ?? null);

  function environmentAnswer(target: URL) {
    return { route: environmentRoute(target, env), from: "environment" as const };
  }

  const route = (target: URL, proxy: string | null) =>
    routeTo(target, { choice: choice(), own: proxy, env, system: (asked) => follower.get(asked) });

  function open(proxy: string | null): OutboundDispatcher {
    const dispatcher = new OutboundDispatcher({
      route: async (target) => (await route(target, proxy)).route,
      trust,
      before: (origin) => (proxy === null && choice().proxy === "system" ? follower.freshen(origin) : null),
    });
    dispatchers.set(proxy, dispatcher);
    return dispatcher;
  }

  const ownOf = (accountId?: string) => (accountId === undefined ? null : (own.get(accountId) ?? null));

  function renew(): void {
    for (const dispatcher of dispatchers.values()) dispatcher.renew();
  }

  changed(() => {
    const wanted = keyOf(choice());
    if (wanted === used) return;
    used = wanted;
    renew();
  });
  return {
    dispatcher(accountId) {
      const proxy = ownOf(accountId);
      return dispatchers.get(proxy) ?? open(proxy);
    },
    setOwnProxies(next) {
      own = next;
      const used = new Set<string | null>([null, ...next.values()]);
      for (const [proxy, dispatcher] of dispatchers) {
        if (used.has(proxy)) continue;
        dispatchers.delete(proxy);
        void dispatcher.close();
      }
    },
    open: () => dispatchers.size,
    route: (target, accountId) => route(target, ownOf(accountId)),
    renew,
    async close() {
      await Promise.all([...dispatchers.values()].map((dispatcher) => dispatcher.destroy()));
    },
  };
}

function keyOf({ proxy, proxyUrl, noProxy, caFile }: OutboundSettings): string {
  return JSON.stringify([proxy, proxyUrl, noProxy, caFile]);
}
