/** The ways out to the upstream hosts, following settings, system and accounts while the app runs. */
import type { Dispatcher } from "undici";
import type { Settings } from "../../src-shared/settings.ts";
import { systemClock, type Clock } from "../platform/ports.ts";
import { environmentRoute, routeTo, type Route, type RouteSource } from "./proxy-route.ts";
import { followSystem, type SystemProxy } from "./system-proxy.ts";
import { createTrust } from "./trust.ts";
import { Way } from "./tunnel.ts";

export type ExitChoice = Pick<Settings["network"], "proxy" | "proxyUrl"> &
  Partial<Pick<Settings["network"], "noProxy" | "caFile">>;

export interface Exit {
  /** The way of an account; without one, everybody's. */
  dispatcher: (accountId?: string) => Dispatcher;
  /** By account id: the address of its own proxy, or none. What nobody uses any more ends with its last request. */
  setOwnProxies(own: ReadonlyMap<string, string>): void;
  /** How many ways there are pools of connections for. */
  open(): number;
  /** Where a connection would go now. Throws WayError. */
  route(target: URL, accountId?: string): Promise<{ route: Route; source: RouteSource }>;
  /** New connections from now on: those of before a sleep or on another network may be dead without a word. */
  renew(): void;
  close(): Promise<void>;
}

export interface ExitFacts {
  choice: () => ExitChoice;
  changed: (listener: () => void) => void;
  env?: NodeJS.ProcessEnv;
  /** Absent: as the environment says. */
  system?: SystemProxy;
  clock?: Clock;
}

export function createExit({
  choice,
  changed,
  env = process.env,
  system,
  clock = systemClock,
}: ExitFacts): Exit {
  const ways = new Map<string | null, Way>();
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

  function open(proxy: string | null): Way {
    const way = new Way({
      route: async (target) => (await route(target, proxy)).route,
      trust,
      before: (origin) => (proxy === null && choice().proxy === "system" ? follower.freshen(origin) : null),
    });
    ways.set(proxy, way);
    return way;
  }

  const ownOf = (accountId?: string) => (accountId === undefined ? null : (own.get(accountId) ?? null));

  function renew(): void {
    for (const way of ways.values()) way.renew();
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
      return ways.get(proxy) ?? open(proxy);
    },
    setOwnProxies(next) {
      own = next;
      const used = new Set<string | null>([null, ...next.values()]);
      for (const [proxy, way] of ways) {
        if (used.has(proxy)) continue;
        ways.delete(proxy);
        void way.close();
      }
    },
    open: () => ways.size,
    route: (target, accountId) => route(target, ownOf(accountId)),
    renew,
    async close() {
      await Promise.all([...ways.values()].map((way) => way.destroy()));
    },
  };
}

function keyOf({ proxy, proxyUrl, noProxy, caFile }: ExitChoice): string {
  return JSON.stringify([proxy, proxyUrl, noProxy, caFile]);
}
