import { isLoopback } from "../../platform/is-loopback.ts";

/**
 * The feed that a developer or a test names; null for anything that is not https or this computer. A packaged app
 * takes none: what it installs is not decided by a variable.
 */
export function feedFrom(env: NodeJS.ProcessEnv, packaged: boolean): string | null {
  const address = env["SWITCHYARD_UPDATE_URL"];
  if (packaged || !address || !URL.canParse(address)) return null;
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname)) ? address : null;
}
