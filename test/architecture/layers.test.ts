/** Who may import whom: the table of ARCHITECTURE.md, held against the real imports. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { readImports } from "../support/read-imports.ts";

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
    "@agentclientprotocol/sdk",
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
  "src-main/jobs": ["src-shared", "src-main/platform", "src-main/logs", "node", "zod"],
  "src-main/logs": ["src-shared", "src-main/platform", "node", "pino", "rotating-file-stream"],
  // What needs two services. Never the gateway, nor who calls it.
  "src-main/use-cases": [
    "src-shared",
    "src-main/platform",
    "src-main/network",
    "src-main/settings",
    "src-main/accounts",
    "src-main/codex-config",
    "src-main/tool-setup",
    "src-main/limits",
    "src-main/usage",
    "src-main/logs",
    "src-main/providers",
    "node",
  ],
  // Reads what the admin API answers, by its types.
  "src-main/mcp": ["src-shared", "src-main/platform", "node", "zod", "@modelcontextprotocol/server"],
  "src-main/gateway": [
    "src-shared",
    "src-main/mcp",
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
    "src-main/accounts",
    "src-main/usage",
    "src-main/codex-config",
    "src-main/tool-setup",
    "src-main/logs",
    "src-main/settings",
    "src-main/providers",
    "src-main/use-cases",
    "node",
    "zod",
    "@orpc/server",
  ],
  // Wires all of them.
  "src-main/compose": [
    "src-shared",
    "src-main/platform",
    "src-main/network",
    "src-main/settings",
    "src-main/accounts",
    "src-main/codex-config",
    "src-main/tool-setup",
    "src-main/limits",
    "src-main/usage",
    "src-main/logs",
    "src-main/providers",
    "src-main/use-cases",
    "src-main/mcp",
    "src-main/jobs",
    "src-main/gateway",
    "src-main/admin",
    "src-main/simulator",
    "node",
    "@orpc/contract",
    "@orpc/server",
  ],
  // The library.
  "src-main": ["src-shared", "src-main/platform", "src-main/settings", "src-main/compose", "node"],
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
    "src-main/use-cases",
    "src-main/mcp",
    "src-main/jobs",
    "src-main/compose/compose.ts",
    "src-main/compose/options.ts",
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
    "src-main/use-cases",
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

const imports = readImports(["src-*/**/*.{ts,tsx}"]).map((each) => ({
  ...each,
  folder: folderOf(each.from),
}));

test("every import is allowed by the table", () => {
  const refused = imports.filter(({ folder, to }) => {
    const allowed = [folder === "src-main" ? "src-main/library.ts" : folder, ...(mayImport[folder] ?? [])];
    return !allowed.some((place) => to === place || to.startsWith(`${place}/`));
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

test("inside the desktop only the wrappers of Electron's modules, and the preload, take values of it", () => {
  const wrong = globSync("src-main/desktop/**/*.ts", { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !file.startsWith("src-main/desktop/electron/") && !file.endsWith("/preload.ts"))
    .filter((file) => /^import (?!type)[^;]*"electron";/m.test(readFileSync(path.join(root, file), "utf8")));
  expect(wrong).toEqual([]);
});

/** Where the Codex backend may be known by name; everything else knows providers. */
const knowsCodex = [
  "src-main/providers/codex/",
  "src-main/gateway/codex/",
  "src-main/gateway/routes/codex.ts",
  "src-main/gateway/transports/websocket/",
  "src-main/compose/",
  // Questions about the ChatGPT accounts themselves: their limits, reset credits, catalog.
  "src-main/use-cases/",
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

function folderOf(file: string): string {
  const [root = "", ...rest] = file.split("/").slice(0, -1);
  return root === "src-main" ? [root, ...rest.slice(0, 1)].join("/") : root;
}
