/** `switchyard update`: a copy that npm installed globally, a registry on this computer, and npm itself between them. */
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { installationOf } from "../../src-main/cli/programs/installation.ts";
import { compareVersions } from "../../src-shared/compare-versions.ts";
import { commandEnv, run } from "../support/command-line.ts";
import { execute, npm, pack } from "../support/packed.ts";
import { temporaryFolder } from "../support/switchyard.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "switchyard-global-")));
const prefix = path.join(folder, "prefix");
const installed = path.join(prefix, "lib/node_modules/switchyard-app");
let registry: Server;
let address: string;

beforeAll(async () => {
  const { tarball } = await pack(folder);
  const given = { npm_config_prefix: prefix };
  await npm(folder, ["install", "--global", "--offline", `./${tarball}`], given);
  // The next version, as its publisher would pack it.
  const next = path.join(folder, "next");
  cpSync(installed, next, { recursive: true });
  writeFileSync(
    path.join(next, "package.json"),
    JSON.stringify({ ...manifest(), version: "9.9.9", scripts: {} }),
  );
  await npm(folder, ["pack", next, "--offline", "--ignore-scripts"]);
  const content = readFileSync(path.join(folder, "switchyard-app-9.9.9.tgz"));
  registry = createServer((request, response) => {
    if (request.url === "/switchyard-app-9.9.9.tgz") return response.end(content);
    const integrity = `sha512-${createHash("sha512").update(content).digest("base64")}`;
    const dist = { tarball: `${address}/switchyard-app-9.9.9.tgz`, integrity };
    response.setHeader("content-type", "application/json");
    return response.end(
      JSON.stringify({
        name: "switchyard-app",
        "dist-tags": { latest: "9.9.9" },
        versions: { "9.9.9": { ...manifest(), version: "9.9.9", scripts: {}, dist } },
      }),
    );
  });
  await new Promise<void>((resolve) => registry.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(registry.address() as AddressInfo).port}`;
});

afterAll(async () => {
  registry.closeAllConnections();
  await new Promise((resolve) => registry.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

function manifest(): Record<string, unknown> {
  return JSON.parse(readFileSync(path.join(installed, "package.json"), "utf8")) as Record<string, unknown>;
}

async function update(args: string[], from = address) {
  const env = { ...commandEnv(folder), npm_config_prefix: prefix, npm_config_registry: from };
  return execute(path.join(prefix, "bin/switchyard"), ["update", ...args], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, error: stderr }),
    (failed: { code: number; stdout: string; stderr: string }) => ({
      code: failed.code,
      out: failed.stdout,
      error: failed.stderr,
    }),
  );
}

test("a global copy: told of, not touched unasked, then renewed by npm", async () => {
  const { version } = manifest();
  expect(await update(["--check"])).toMatchObject({
    code: 0,
    out: `Switchyard 9.9.9 is there; this is ${String(version)}. \`switchyard update\` installs it.\n`,
  });
  expect(JSON.parse((await update(["--json"])).out)).toEqual({
    version,
    installed: "npm-global",
    newest: "9.9.9",
    newer: true,
  });
  expect(await update([])).toMatchObject({
    code: 1,
    error: expect.stringContaining("npm install --global switchyard-app@9.9.9"),
  });
  expect(manifest()["version"]).toBe(version);

  const gone = await update(["--yes"], "http://127.0.0.1:9");
  expect(gone).toMatchObject({ code: 1, out: "" });
  expect(gone.error).toMatch(/npm could not ask its registry \(ECONNREFUSED: .*\)\. Nothing was changed\./);

  expect(await update(["--yes"])).toMatchObject({
    code: 0,
    out: expect.stringContaining("Switchyard 9.9.9 is installed."),
    error: expect.stringContaining("restart it"),
  });
  expect(manifest()["version"]).toBe("9.9.9");
});

test("a checkout is told what to do and asks nobody", async () => {
  const env = { ...commandEnv(await temporaryFolder()), npm_config_registry: "http://127.0.0.1:9" };
  expect(await run(["update"], { env })).toMatchObject({
    code: 0,
    out: expect.stringContaining("This is a checkout: `git pull` in "),
  });
  expect(await run(["update", "now"], { env })).toMatchObject({ code: 2 });
});

test.each([
  ["/Applications/Switchyard.app/Contents/Resources/app.asar", { kind: "app" }],
  ["/home/me/switchyard", { kind: "source", folder: "/home/me/switchyard" }],
  ["/home/me/.npm/_npx/12ab/node_modules/switchyard-app", { kind: "npx" }],
  ["/usr/lib/node_modules/switchyard-app", { kind: "npm-global" }],
  ["/home/me/tool/node_modules/switchyard-app", { kind: "npm-local", folder: "/home/me/tool" }],
])("%s is recognised", (packageFolder, expected) => {
  expect(installationOf({ packageFolder, globalFolder: "/usr/lib/node_modules" })).toEqual(expected);
});

test("versions are compared by their numbers", () => {
  expect(compareVersions("0.9.0", "0.10.0")).toBeLessThan(0);
  expect(compareVersions("1.0.0", "1.0.0")).toBe(0);
  expect(compareVersions("2.0.0", "1.9.9")).toBeGreaterThan(0);
});
