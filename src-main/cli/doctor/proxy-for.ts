/** Which proxy a request to an address takes: the rules of the dispatcher, said in one place for people. */
import type { ProxyChoice } from "../../platform/dispatcher.ts";

const loopback = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** null = directly. */
export function proxyFor(url: URL, { proxy, proxyUrl }: ProxyChoice, env: NodeJS.ProcessEnv): URL | null {
  if (proxy === "none") return null;
  if (proxy === "custom" && proxyUrl !== null) return new URL(proxyUrl);
  const named = (name: string) => env[name.toLowerCase()] || env[name] || "";
  const plain = named("HTTP_PROXY");
  const address = url.protocol === "http:" ? plain : named("HTTPS_PROXY") || plain;
  return address === "" || isExcepted(url, named("NO_PROXY")) ? null : new URL(address);
}

function isExcepted(url: URL, list: string): boolean {
  if (loopback.has(url.hostname)) return true;
  return list
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      const [name = "", port] = entry.replace(/^\*?\./, "").split(":");
      if (port !== undefined && port !== url.port) return false;
      return name === "*" || url.hostname === name || url.hostname.endsWith(`.${name}`);
    });
}
