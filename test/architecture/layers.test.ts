/** Who may import whom: the table of ARCHITECTURE.md, held against the real imports. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.join(import.meta.dirname, "../..");

/** Folder → folders and packages it may import; itself is always allowed. `node` = any node: module. */
const mayImport: Record<string, string[]> = {
  "src-shared": ["zod", "@orpc/contract"],
  "src-main/platform": ["src-shared", "node", "diff", "zod"],
  "src-main/network": ["src-shared", "src-main/platform", "node", "undici"],
  "src-main/protocols": ["src-shared", "zod", "gpt-tokenizer"],
  "src-main/providers": [
    "src-shared",
    "src-main/platform",
    "src-main/network",
    "src-main/protocols/wire",
    "node",
    "undici",
    "zod",
    "eventsource-parser",
  ],
  "src-main/settings": ["src-shared", "src-main/platform", "src-main/network", "node", "conf"],
  "src-main/accounts": [
    "src-shared",
    "src-main/platform",
    "src-main/network",
    "node",
    "undici",
    "zod",
    "jose",
    "oauth4webapi",
  ],
  "src-main/codex-config": [
    "src-shared",
    "src-main/platform",
    "node",
    "zod",
    "smol-toml",
    "toml-eslint-parser",
  ],
  "src-main/tool-setup": ["src-shared", "src-main/platform", "node", "zod", "jsonc-parser", "yaml"],
  "src-main/limits": ["src-shared", "src-main/platform", "zod"],
  "src-main/usage": ["src-shared", "src-main/platform", "node"],
  "src-main/logs": ["src-shared", "src-main/platform", "node", "pino", "rotating-file-stream"],
  "src-main/gateway": [
    "src-shared",
    "src-main/platform",
    "src-main/network",
    "src-main/protocols",
    "src-main/providers",
    "src-main/accounts",
    "src-main/limits",
    "src-main/logs",
    "src-main/settings",
    "node",
    "express",
    "zod",
    "eventsource-parser",
    "ws",
  ],
  "src-main/admin": [
    "src-shared",
    "src-main/platform",
    "src-main/network",
    "src-main/accounts",
    "src-main/usage",
    "src-main/codex-config",
    "src-main/tool-setup",
    "src-main/limits",
    "src-main/logs",
    "src-main/settings",
    "src-main/providers",
    "src-main/gateway/http/server.ts",
    "node",
    "zod",
    "@orpc/server",
  ],
  "src-main/service": ["src-main/platform", "node"],
  "src-main/simulator": ["src-shared", "node", "zod", "ws"],
  "src-main/cli": [
    "src-shared",
    "src-main/platform",
    "src-main/network",
    "src-main/settings",
    "src-main/service",
    "src-main/admin",
    "src-main/providers/failure.ts",
    "src-main/providers/codex/identity.ts",
    "src-main/codex-config/codex-home.ts",
    "src-main/codex-config/isolated-home.ts",
    "src-main/compose/compose.ts",
    "src-main/compose/demo.ts",
    "node",
    "undici",
    "zod",
    "@orpc/client",
  ],
  "src-main/desktop": [
    "src-shared",
    "src-main/platform",
    "src-main/network",
    "src-main/settings",
    "src-main/service",
    "src-main/admin",
    "src-main/compose/compose.ts",
    // The installed app is its own command line.
    "src-main/cli/run.ts",
    "node",
    "electron",
    "electron-store",
    "electron-updater",
    "zod",
    "@orpc/server",
  ],
  "src-renderer": [
    "src-shared",
    "@mantine",
    "@orpc",
    "@tanstack",
    "react",
    "react-dom",
    "react-i18next",
    "i18next",
    "wouter",
    "zod",
  ],
};

/** `import … from "x"`, `export … from "x"`, `import "x"`, `import("x")`. */
const importPattern =
  /^(?:import|export)\s[\w*{}\s,$]*?\sfrom\s*"([^"]+)"|^import\s*"([^"]+)"|\bimport\("([^"]+)"\)/gm;

interface Import {
  from: string;
  folder: string;
  to: string;
}

const imports = readImports();

test("every import is allowed by the table", () => {
  const refused = imports.filter(({ from, folder, to }) => {
    const allowed = [folder, ...(mayImport[folder] ?? [])];
    const isCompose = folder === "src-main" || from.startsWith("src-main/compose");
    return !isCompose && !allowed.some((place) => to === place || to.startsWith(`${place}/`));
  });
  expect(refused.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test("only the desktop imports electron, and nothing imports the ends", () => {
  const wrong = imports.filter(({ folder, to }) => {
    if (to === "electron" || to.startsWith("electron-")) return folder !== "src-main/desktop";
    if (folder === "src-main/desktop" && to === "src-main/cli/run.ts") return false;
    return (to.startsWith("src-main/cli") || to.startsWith("src-main/desktop")) && !to.startsWith(folder);
  });
  expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

/** Where the Codex backend may be known by name; everything else knows providers. */
const knowsCodex = [
  "src-main/providers/codex/",
  "src-main/gateway/codex/",
  "src-main/gateway/routes/codex.ts",
  "src-main/gateway/transports/websocket/",
  "src-main/compose/",
  // Pictures of its model list and its network; the command line's own user agent.
  "src-main/admin/",
  "src-main/cli/",
];

test("pool, failover, records and answers know providers, not the Codex backend", () => {
  const wrong = imports.filter(
    ({ from, to }) =>
      to.startsWith("src-main/providers/codex/") && !knowsCodex.some((place) => from.startsWith(place)),
  );
  expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test("the window takes no value of zod or the contract into its bundle but types and settings", () => {
  const wrong = globSync("src-renderer/**/*.{ts,tsx}", { cwd: root }).filter((file) =>
    /^import (?!type)[^;]*contract\/[^;]*;/m.test(readFileSync(path.join(root, file), "utf8")),
  );
  expect(wrong).toEqual([]);
});

test("the table was held against real files", () => {
  expect(new Set(imports.map(({ folder }) => folder)).size).toBeGreaterThan(10);
  expect(imports.length).toBeGreaterThan(200);
});

function readImports(): Import[] {
  return globSync("src-*/**/*.{ts,tsx}", { cwd: root }).flatMap((file) => {
    const from = file.replaceAll("\\", "/");
    const folder = from.startsWith("src-main/")
      ? from.split("/").slice(0, -1).slice(0, 2).join("/")
      : (from.split("/")[0] ?? "");
    const text = readFileSync(path.join(root, file), "utf8");
    return [...text.matchAll(importPattern)].map((match) => ({
      from,
      folder,
      to: resolve(from, match[1] ?? match[2] ?? match[3] ?? ""),
    }));
  });
}

function resolve(from: string, name: string): string {
  if (name.startsWith(".")) return path.posix.join(path.posix.dirname(from), name);
  if (name.startsWith("node:")) return "node";
  return name.startsWith("@") ? name.split("/").slice(0, 2).join("/") : (name.split("/")[0] ?? name);
}
