/** Which proxy a connection goes through: decided for every connection, so that no change is missed. */
import { isExcepted, isLoopback, isProxyAddress } from "./proxy-address.ts";
import { ConnectionError } from "./connection-error.ts";

export interface ProxyChoice {
  proxy: "environment" | "none" | "custom" | "system";
  proxyUrl: string | null;
  /** Hosts that are reached directly, besides those of the system or of NO_PROXY. */
  noProxy?: string;
}

/** Proxies to try one after the other; null = directly. */
export type Route = (URL | null)[];

export type RouteSource = "none" | "environment" | "system" | "custom" | "account";

/** What the operating system says about a target; `from` is environment where it says nothing that can be read. */
export interface SystemAnswer {
  route: Route;
  from: "system" | "environment";
}

/** An account's own proxy that the keychain does not give out here. */
export const lockedProxy = "sealed";

export interface RouteFacts {
  choice: ProxyChoice;
  /** An account's own proxy: an address, or none; null = as everybody. */
  own: string | null;
  env: NodeJS.ProcessEnv;
  system: (target: URL) => Promise<SystemAnswer>;
}

/** Throws ConnectionError when an address is not that of a proxy. `custom` without an address yet is as `environment`. */
export async function routeTo(
  target: URL,
  { choice, own, env, system }: RouteFacts,
): Promise<{ route: Route; source: RouteSource }> {
  const { proxy, proxyUrl, noProxy = "" } = choice;
  const source: RouteSource =
    own !== null ? "account" : proxy === "custom" && proxyUrl === null ? "environment" : proxy;
  if (isLoopback(target.hostname) || isExcepted(target, noProxy)) return { route: [null], source };
  if (own === lockedProxy)
    throw new ConnectionError(
      "proxy-setting",
      "The account's own proxy is sealed by the keychain of the desktop app.",
    );
  if (own !== null) return { route: [own === "none" ? null : checked(own, "The account's proxy")], source };
  switch (source) {
    case "custom":
      return { route: [checked(proxyUrl ?? "", "network.proxyUrl")], source };
    case "environment":
      return { route: environmentRoute(target, env), source };
    case "system": {
      const { route, from } = await system(target);
      return { route, source: from };
    }
    default:
      return { route: [null], source };
  }
}

/** HTTPS_PROXY, HTTP_PROXY and ALL_PROXY, also in small letters, but for what NO_PROXY names. */
export function environmentRoute(target: URL, env: NodeJS.ProcessEnv): Route {
  const named = (name: string) => env[name.toLowerCase()] || env[name] || "";
  const names = target.protocol === "http:" ? ["HTTP_PROXY"] : ["HTTPS_PROXY", "HTTP_PROXY"];
  const name = [...names, "ALL_PROXY"].find((each) => named(each) !== "");
  if (name === undefined || isLoopback(target.hostname) || isExcepted(target, named("NO_PROXY")))
    return [null];
  return [checked(named(name), `${name} of the environment`)];
}

function checked(address: string, name: string): URL {
  if (isProxyAddress(address)) return new URL(address);
  throw new ConnectionError(
    "proxy-setting",
    `${name} is not the address of a proxy; it looks like http://host:port, https://host:port or socks5://host:port.`,
  );
}
