/** The person and the system that the background service belongs to. */
import os from "node:os";
import type { ServiceSystem } from "./service-manager.ts";

export function serviceSystem(env: NodeJS.ProcessEnv, dataFolder: string): ServiceSystem {
  const home = env["HOME"] || env["USERPROFILE"] || os.homedir();
  return { platform: process.platform, home, env, uid: process.getuid?.() ?? 0, dataFolder };
}
