/** The imports that really stand in the sources, type imports included. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.join(import.meta.dirname, "../..");

/** `import … from "x"`, `export … from "x"`, `import "x"`, `import("x")`. */
const importPattern =
  /^(?:import|export)\s[\w*{}\s,$]*?\sfrom\s*"([^"]+)"|^import\s*"([^"]+)"|\bimport\("([^"]+)"\)/gm;

export interface Import {
  /** Path in the repository. */
  from: string;
  /** Path in the repository, name of a package, or `node`. */
  to: string;
}

export function readImports(patterns: readonly string[]): Import[] {
  return globSync([...patterns], { cwd: root }).flatMap((file) => {
    const from = file.replaceAll("\\", "/");
    const text = readFileSync(path.join(root, file), "utf8");
    return [...text.matchAll(importPattern)].map((match) => ({
      from,
      to: resolve(from, match[1] ?? match[2] ?? match[3] ?? ""),
    }));
  });
}

function resolve(from: string, name: string): string {
  if (name.startsWith(".")) return path.posix.join(path.posix.dirname(from), name);
  if (name.startsWith("node:")) return "node";
  return name.startsWith("@") ? name.split("/").slice(0, 2).join("/") : (name.split("/")[0] ?? name);
}
