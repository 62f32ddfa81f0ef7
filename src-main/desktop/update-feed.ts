import { isLoopback } from "../platform/is-loopback.ts";

/** The feed that a test names; null for anything that is not https or this computer. */
export function feedFrom(env: NodeJS.ProcessEnv): string | null {
  const address = env["SWITCHYARD_UPDATE_URL"];
  if (!address || !URL.canParse(address)) return null;
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname)) ? address : null;
}
