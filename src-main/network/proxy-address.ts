/** Addresses of proxies: what they may look like, how they are shown, and which hosts are never sent through one. */
import { BlockList, isIPv4 } from "node:net";

/** Whether requests can be sent through a proxy of this address. */
export function isProxyAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return (/^https?:$/.test(protocol) || socks.test(protocol)) && hostname !== "";
}

const socks = /^socks(5h?)?:$/i;

export function isSocks(proxy: URL): boolean {
  return socks.test(proxy.protocol);
}

/** The port that is meant when the address names none. */
export function portOf({ port, protocol }: URL): number {
  return Number(port || ({ "https:": 443, "http:": 80 }[protocol] ?? 1080));
}

/** For people: without name and password. */
export function maskProxy(address: string): string {
  return address.replace(/\/\/[^/]*@/, "//…@");
}

/** Name and password, decoded; null when the address carries none. */
export function credentialsOf({ username, password }: URL): { name: string; password: string } | null {
  return username === "" && password === "" ? null : { name: decoded(username), password: decoded(password) };
}

// A per cent sign that stands for itself.
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** This computer: no proxy finds it. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[?::1\]?)$/i.test(hostname);
}

/**
 * Whether a list of hosts as in NO_PROXY names the target: names (with what is below them), name:port, stars, blocks
 * of IPv4 addresses, and Windows' <local> for names without a dot.
 */
export function isExcepted({ hostname, port, protocol }: URL, list: string): boolean {
  const host = hostname.toLowerCase().replaceAll(/^\[|\]$/g, "");
  const usedPort = port || (protocol === "http:" ? "80" : "443");
  return list
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter(Boolean)
    .some((entry) => {
      const [, named = "", wantedPort] = /^(\[[^\]]*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (wantedPort !== undefined && wantedPort !== usedPort) return false;
      const name = named.replaceAll(/^\[|\]$/g, "").replace(/^\*?\./, "");
      if (name === "<local>") return !host.includes(".") && !host.includes(":");
      if (name.includes("/")) return isInBlock(host, name);
      if (name.includes("*")) return fromStars(name).test(host);
      return host === name || host.endsWith(`.${name}`);
    });
}

function fromStars(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.\\+?^${}()|[\]]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}

/** 10.0.0.0/8, and macOS' short 169.254/16. */
function isInBlock(host: string, block: string): boolean {
  const [start = "", bits = ""] = block.split("/");
  const network = [...start.split("."), "0", "0", "0"].slice(0, 4).join(".");
  if (!isIPv4(host) || !isIPv4(network) || !/^\d+$/.test(bits) || Number(bits) > 32) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), "ipv4");
  return list.check(host);
}
