/** Vite plugin: writes the licences of every package that went into a build beside it, for the About page. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";
import type { PackageLicense } from "../src-shared/contract/app.ts";

/** `file` is the name of the list in the output folder. */
export function bundledLicenses(file: string): Plugin {
  return {
    name: "bundled-licenses",
    generateBundle(_options, bundle) {
      const folders = new Set<string>();
      for (const part of Object.values(bundle)) {
        if (part.type !== "chunk") continue;
        for (const id of Object.keys(part.modules)) {
          const folder = packageFolder(id);
          if (folder !== null) folders.add(folder);
        }
      }
      const list = [...folders].map(licenseOf).toSorted((a, b) => a.name.localeCompare(b.name));
      this.emitFile({ type: "asset", fileName: file, source: `${JSON.stringify(list)}\n` });
    },
  };
}

/** The package a module is of; null for our own and for what the bundler makes up. */
export function packageFolder(id: string): string | null {
  const match = /^[\0]?(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(id);
  const folder = match?.[1];
  return folder !== undefined && existsSync(path.join(folder, "package.json")) ? folder : null;
}

function licenseOf(folder: string): PackageLicense {
  const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as {
    name: string;
    version: string;
    license?: string;
  };
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  return {
    name: manifest.name,
    version: manifest.version,
    license: manifest.license ?? "see text",
    text: file === undefined ? "" : readFileSync(path.join(folder, file), "utf8").trim(),
  };
}
