/** The feed that a test names; null for anything that is not https or this computer. */
export function feedFrom(env: NodeJS.ProcessEnv): string | null {
  const address = env["SWITCHYARD_UPDATE_URL"];
  if (!address || !URL.canParse(address)) return null;
  const { protocol, hostname } = new URL(address);
  const loopback = ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
  return protocol === "https:" || (protocol === "http:" && loopback) ? address : null;
}
