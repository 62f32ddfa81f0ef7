/**
 * Packages the built app without an installer, to look at it or to start it in a test. With
 * ELECTRON_OVERRIDE_DIST_PATH it is packaged around that runtime and nothing is downloaded.
 *
 *   node scripts/package-dir.ts [output folder, default dist]
 */
import { rm } from "node:fs/promises";
import path from "node:path";
import { build, Platform, type Configuration } from "electron-builder";

const root = path.join(import.meta.dirname, "..");

/** Resolves to the folder with the program in it. The app in `appFolder` must have been built. */
export async function packageDir(
  appFolder: string,
  output: string,
  extra: Configuration = {},
): Promise<string> {
  await build({
    projectDir: root,
    targets: Platform.current().createTarget("dir"),
    publish: "never",
    config: {
      extends: path.join(root, "electron-builder.yml"),
      ...extra,
      directories: { app: appFolder, output, buildResources: path.join(root, "assets") },
      ...givenRuntime(),
    },
  });
  return path.join(output, unpackedFolder());
}

/** The runtime that ELECTRON_OVERRIDE_DIST_PATH names, if it names one. */
export function givenRuntime(): Configuration {
  const electronDist = process.env["ELECTRON_OVERRIDE_DIST_PATH"];
  if (!electronDist) return {};
  return {
    electronDist,
    // A local runtime may hold its default app as a folder, which would be taken for an archive.
    afterExtract: ({ appOutDir }) =>
      rm(path.join(appOutDir, "resources/default_app.asar"), { recursive: true, force: true }),
  };
}

function unpackedFolder(): string {
  const arch = process.arch === "x64" ? "" : `-${process.arch}`;
  if (process.platform === "darwin") return `mac${arch}`;
  return `${process.platform === "win32" ? "win" : "linux"}${arch}-unpacked`;
}

if (import.meta.main) await packageDir(root, path.resolve(process.argv[2] ?? path.join(root, "dist")));
