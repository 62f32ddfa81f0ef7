/**
 * What other computers on the network reach the gateway by, as a sentence; null where it listens for one address only,
 * which is told already. `addresses`: of this computer.
 */
export function lanAddress(host: string, baseUrl: string, addresses: readonly string[]): string | null {
  if (host !== "0.0.0.0" && host !== "::") return null;
  const usable = host === "0.0.0.0" ? addresses.filter((address) => !address.includes(":")) : addresses;
  if (usable.length === 0) return "This computer has no address on a network: others cannot reach it now.";
  const { port } = new URL(baseUrl);
  const urls = usable.map((each) => `http://${each.includes(":") ? `[${each}]` : each}:${port}`);
  return `Other computers reach it at ${urls.join(" or ")}, with the API key.`;
}
