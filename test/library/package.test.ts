/** The package as somebody installs it: packed, put into an empty folder, compiled against, run. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startSimulator, type Simulator } from "../../src-main/simulator/simulator.ts";
import { execute as run, npm, pack, projectRoot as root } from "../support/packed.ts";
import { authJson, plainAccounts } from "../support/switchyard.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const consumer = mkdtempSync(path.join(os.tmpdir(), "switchyard-consumer-"));
let simulator: Simulator;
let packed: string[];

/** Nothing of the surroundings but what programs need to be found. */
function env(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { PATH: process.env["PATH"], HOME: consumer, SWITCHYARD_HOME: path.join(consumer, "data"), ...more };
}

beforeAll(async () => {
  simulator = await startSimulator({ accounts: plainAccounts });
  const { tarball, files } = await pack(consumer);
  packed = files;
  writeFileSync(
    path.join(consumer, "package.json"),
    JSON.stringify({ name: "consumer", private: true, type: "module" }),
  );
  // Without a network: all that the package needs is in it.
  await npm(consumer, ["install", `./${tarball}`, "--ignore-scripts", "--offline"]);
});

afterAll(async () => {
  await simulator.close();
  rmSync(consumer, { recursive: true, force: true });
});

test("the package holds what is run and nothing else, and needs no other", () => {
  const needed = [
    "out/cli.js",
    "out/main.cjs",
    "out/preload.cjs",
    "out/usage-worker.cjs",
    "out/library.js",
    "out/library.d.ts",
    "out/renderer/index.html",
    "assets/skills/imagegen/SKILL.md",
    "README.md",
    "LICENSE",
    "package.json",
  ];
  for (const file of needed) expect(packed).toContain(file);
  const strange = packed.filter(
    (file) =>
      !/^(out\/|assets\/skills\/|package\.json$|README\.md$|LICENSE$)/.test(file) || /\.map$|\/\./.test(file),
  );
  expect(strange).toEqual([]);
  expect(readdirSync(path.join(consumer, "node_modules")).filter((name) => !name.startsWith("."))).toEqual([
    "switchyard-app",
  ]);
});

const sample = `import { createServer } from "node:http";
import { createGateway, type Account, type Gateway, type GatewayError } from "switchyard-app";

const gateway: Gateway = await createGateway({ port: 0, logLevel: "silent" });
await gateway.accounts.importText(process.env["LOGIN"] ?? "");
const accounts: Account[] = await gateway.accounts.list();
const answer: string = await gateway.ask("Say hello", { model: "gpt-5.5" });
const refreshed = await gateway.models({ refresh: true });

const host = createServer(gateway.app).on("upgrade", gateway.upgrade);
await new Promise<void>((resolve) => host.listen(0, "127.0.0.1", () => resolve()));
const address = host.address();
const port = typeof address === "object" ? address?.port : null;
const models = await fetch(\`http://127.0.0.1:\${port}/v1/models\`);
await models.body?.cancel();
host.closeAllConnections();
host.close();

await gateway.settings.set("models.default", "gpt-5.4");
const model = await gateway.settings.get("models.default");
const refused = await gateway.settings.set("models.nothing", 1).catch((error: GatewayError) => error.code);
const second = await createGateway().catch((error: GatewayError) => error.code);
await gateway.close();
await gateway.close();
const again = await createGateway({ port: 0, logLevel: "silent" });
const kept = (await again.accounts.list()).length;
await again.close();
console.log(JSON.stringify({
  email: accounts[0]?.email, answer, models: refreshed.length, mounted: models.status, model, refused, second, kept,
}));
`;

test("it compiles strictly and without any types but Node's, runs against a backend, and lets the program end", async () => {
  writeFileSync(path.join(consumer, "sample.ts"), sample);
  writeFileSync(
    path.join(consumer, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: "es2024",
        module: "nodenext",
        skipLibCheck: false,
        exactOptionalPropertyTypes: true,
        types: ["node"],
        typeRoots: [path.join(root, "node_modules/@types")],
      },
      files: ["sample.ts"],
    }),
  );
  const tsc = path.join(root, "node_modules/typescript/bin/tsc");
  const compiled = await run(process.execPath, [tsc, "--noEmit"], { cwd: consumer }).catch(
    (error: { stdout: string }) => error,
  );
  expect(compiled.stdout).toBe("");

  const { stdout, stderr } = await run(process.execPath, ["sample.ts"], {
    cwd: consumer,
    env: env({
      SWITCHYARD_CODEX_BASE_URL: simulator.codexBaseUrl,
      SWITCHYARD_AUTH_BASE_URL: simulator.authBaseUrl,
      LOGIN: authJson(simulator, "one"),
    }),
  });
  expect(JSON.parse(stdout)).toEqual({
    email: "one@example.com",
    answer: expect.stringMatching(/\w/),
    models: expect.any(Number),
    mounted: 200,
    model: "gpt-5.4",
    refused: "bad_request",
    second: "data_folder_in_use",
    kept: 1,
  });
  expect(stderr).toBe("");
});

test("npx runs its command", async () => {
  expect(await npm(consumer, ["exec", "--offline", "--", "switchyard-app", "--version"])).toMatch(
    /^\d+\.\d+\.\d+/,
  );
  expect(await npm(consumer, ["exec", "--offline", "--", "switchyard", "help"])).toContain(
    "your ChatGPT accounts as one local API",
  );
});
