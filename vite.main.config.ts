/**
 * Builds what runs outside the window: Electron's main process, its sandboxed preload and the command
 * line. The command line's sibling is the library; the thread that reads usage.db belongs to all of them. Each is one environment with everything bundled, so the installed app needs no node_modules.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig, type EnvironmentOptions } from "vite";
import { builtinsAsTheyAre } from "./scripts/builtins-as-they-are.ts";
import { bundledLicenses } from "./scripts/bundled-licenses.ts";

const root = import.meta.dirname;
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
const outside = ["electron", ...builtinModules.flatMap((name) => [name, `node:${name}`]), /^node:/];

interface Target {
  entry: string;
  file: string;
  format: "cjs" | "es";
}

const targets: Record<string, Target> = {
  main: { entry: "src-main/desktop/main.ts", file: "main.cjs", format: "cjs" },
  preload: { entry: "src-main/desktop/preload.ts", file: "preload.cjs", format: "cjs" },
  library: { entry: "src-main/library.ts", file: "library.js", format: "es" },
  cli: { entry: "src-main/cli/main.ts", file: "cli.js", format: "es" },
  usageWorker: { entry: "src-main/usage/usage-worker.ts", file: "usage-worker.cjs", format: "cjs" },
};

function environment({ entry, file, format }: Target): EnvironmentOptions {
  const extension = format === "cjs" ? "cjs" : "js";
  return {
    consumer: "server",
    resolve: { noExternal: true },
    build: {
      target: "node20",
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: join(root, entry),
        platform: "node",
        external: outside,
        // What the command line loads late the app and the library have from the start.
        checks: { ineffectiveDynamicImport: false },
        output: {
          format,
          entryFileNames: file,
          // What is loaded late (the tokenizer's tables) stays in files of its own.
          chunkFileNames: `chunks/[name]-[hash].${extension}`,
        },
      },
    },
  };
}

export default defineConfig({
  root,
  publicDir: false,
  plugins: [
    builtinsAsTheyAre(),
    ...Object.keys(targets).map((name) => ({
      ...bundledLicenses(`licenses/${name}.json`),
      applyToEnvironment: (environment: { name: string }) => environment.name === name,
    })),
  ],
  build: { outDir: join(root, "out"), emptyOutDir: false },
  define: { __VERSION__: JSON.stringify(version) },
  environments: Object.fromEntries(
    Object.entries(targets).map(([name, target]) => [name, environment(target)]),
  ),
  builder: {
    async buildApp(builder) {
      // Their names change with what is in them: those of earlier builds would stay.
      rmSync(join(builder.config.build.outDir, "chunks"), { recursive: true, force: true });
      for (const [name, target] of Object.entries(targets)) {
        const built = builder.environments[name];
        if (built !== undefined && existsSync(join(root, target.entry))) await builder.build(built);
      }
      const { outDir } = builder.config.build;
      copyTrayIcons(join(outDir, "tray"));
      writeLibraryTypes(outDir);
      const cli = join(outDir, "cli.js");
      if (existsSync(cli)) chmodSync(cli, 0o755);
    },
  },
});

/** The tray's icons are read at run time and travel with the code. */
function copyTrayIcons(folder: string): void {
  for (const name of readdirSync(join(root, "assets/tray")).filter((file) => file.endsWith(".png"))) {
    cpSync(join(root, "assets/tray", name), join(folder, name));
  }
}

/** What `import "switchyard-app"` gives, for TypeScript: one file that needs nothing but Node's own types. */
function writeLibraryTypes(outDir: string): void {
  const types = mkdtempSync(join(tmpdir(), "switchyard-types-"));
  try {
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const project = join(root, "src-main/library.tsconfig.json");
    execFileSync(process.execPath, [tsc, "--project", project, "--outDir", types], { stdio: "inherit" });
    cpSync(join(types, "src-main/library.d.ts"), join(outDir, "library.d.ts"));
  } finally {
    rmSync(types, { recursive: true, force: true });
  }
}
