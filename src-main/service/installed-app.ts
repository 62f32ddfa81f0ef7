/** The packaged app at the places its installers put it. */
import path from "node:path";
import type { ServiceSystem } from "./service-manager.ts";

/** The first that is there, or null. On Linux only with a display to show it on. */
export function installedApp(
  { platform, home, env }: Pick<ServiceSystem, "platform" | "home" | "env">,
  exists: (file: string) => boolean,
): string | null {
  return places(platform, home, env).find((file) => exists(file)) ?? null;
}

function places(platform: NodeJS.Platform, home: string, env: NodeJS.ProcessEnv): string[] {
  const bundle = "Applications/Switchyard.app/Contents/MacOS/Switchyard";
  switch (platform) {
    case "darwin":
      return [`/${bundle}`, path.posix.join(home, bundle)];
    case "win32": {
      const local = env["LOCALAPPDATA"] ?? path.win32.join(home, "AppData\\Local");
      return ["switchyard-app", "Switchyard"].map((name) =>
        path.win32.join(local, "Programs", name, "Switchyard.exe"),
      );
    }
    case "linux":
      return env["DISPLAY"] || env["WAYLAND_DISPLAY"] ? ["/opt/Switchyard/switchyard"] : [];
    default:
      return [];
  }
}
