/** Which addresses are this computer and can be nothing else: where no key is wanted and plain http is safe. */
import { BlockList, isIP } from "node:net";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/**
 * `host`: a name or an address without its port, IPv6 with or without brackets. Of the names only `localhost` counts:
 * any other, `127.0.0.1.nip.io` too, leads where its owner says.
 */
export function isLoopback(host: string): boolean {
  // Nearly every request comes from there and asks for it.
  if (host === "127.0.0.1") return true;
  const bare = /^\[(.+)\]$/.exec(host)?.[1] ?? host;
  if (bare.toLowerCase() === "localhost") return true;
  const version = isIP(bare);
  // One with a zone (`fe80::1%eth0`) belongs to a network card.
  return version !== 0 && !bare.includes("%") && loopback.check(bare, version === 6 ? "ipv6" : "ipv4");
}
