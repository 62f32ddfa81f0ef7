/** The addresses under which other computers on the network may reach this one. */
import os from "node:os";

/**
 * IPv4 first, each kind in the order of the system; without loopback and link-local ones, which nobody types.
 */
export function ownAddresses(interfaces: typeof os.networkInterfaces = os.networkInterfaces): string[] {
  const all = Object.values(interfaces()).flatMap((each) => each ?? []);
  const usable = all.filter(({ internal, address }) => !internal && !/^(169\.254\.|fe80:)/i.test(address));
  const of = (family: string) =>
    usable.filter((each) => each.family === family).map(({ address }) => address);
  return [...new Set([...of("IPv4"), ...of("IPv6")])];
}
