/** How this copy of Switchyard came here, which decides how it is renewed. Pure but for the facts it is given. */
import path from "node:path";

export type Installation =
  /** The desktop app's own files. */
  | { kind: "app" }
  /** A checkout of the sources. @property folder its root */
  | { kind: "source"; folder: string }
  /** npx keeps it in its cache. */
  | { kind: "npx" }
  | { kind: "npm-global" }
  /** In another package's node_modules. @property folder that package's root */
  | { kind: "npm-local"; folder: string };

export interface InstallationFacts {
  /** The folder of Switchyard's package.json, links resolved. */
  packageFolder: string;
  /** What `npm root -g` says, links resolved; null where there is no npm. */
  globalFolder: string | null;
}

export function installationOf({ packageFolder, globalFolder }: InstallationFacts): Installation {
  const parts = packageFolder.split(/[\\/]/);
  if (parts.some((part) => part === "app.asar" || part === "app.asar.unpacked")) return { kind: "app" };
  if (path.basename(path.dirname(packageFolder)) !== "node_modules")
    return { kind: "source", folder: packageFolder };
  if (parts.includes("_npx")) return { kind: "npx" };
  const modules = path.dirname(packageFolder);
  return modules === globalFolder
    ? { kind: "npm-global" }
    : { kind: "npm-local", folder: path.dirname(modules) };
}
