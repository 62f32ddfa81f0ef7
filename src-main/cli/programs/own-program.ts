/** Where this program lies and how it is started: as a script of Node's, or as the installed app itself. */
import path from "node:path";

/** The installed app answers commands, too (desktop/command-line.ts). */
export const isInstalledApp = process.versions["electron"] !== undefined;

/** Program and first arguments that start this command line again. */
export function ownCommand(env: NodeJS.ProcessEnv): [program: string, ...args: string[]] {
  // An AppImage runs from a folder that is gone when it ends.
  if (isInstalledApp) return [env["APPIMAGE"] || process.execPath];
  return [process.execPath, path.resolve(process.argv[1] ?? "")];
}

/** The built window; where this runs as source, that of the last build. It need not be there. */
export function rendererFolder(): string {
  const here = import.meta.dirname;
  if (path.basename(here) === "chunks") return path.join(here, "../renderer");
  return path.basename(here) === "programs"
    ? path.join(here, "../../../out/renderer")
    : path.join(here, "renderer");
}
