/** A process that fails with tokens in its memory and in its words leaves none behind, wherever it writes. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { begin } from "../support/command-line.ts";
import { signedIn, startServe } from "../support/command-place.ts";
import { filesBelow, leftSecrets } from "../support/left-secrets.ts";
import { hello, postJson } from "../support/switchyard.ts";

vi.setConfig({ testTimeout: 120_000 });

const crash = `--import ${new URL("crash-on-signal.ts", import.meta.url).href}`;

test.each(["SIGUSR2", "SIGALRM"] as const)("crashed by %s", async (signal) => {
  const here = await signedIn();
  const { home } = here;
  const codexHome = path.join(home, "codex");
  const env = { ...here.env, CODEX_HOME: codexHome, NODE_OPTIONS: crash };
  const serve = await startServe({ env });
  await postJson(`${serve.gateway}/chat/completions`, hello);
  const calls = [
    ["codex", "on"],
    ["codex", "login", "one@example.com"],
    ["config", "set", "log.mode", "debug"],
    ["diagnostics", "-o", path.join(home, "bundle.json")],
  ];
  for (const args of calls) {
    const { code, error } = await begin(args, { env: { ...env, NODE_OPTIONS: "" } }).done;
    expect([code, error]).toEqual([0, expect.any(String)]);
  }
  const { token } = JSON.parse(readFileSync(path.join(home, "control.json"), "utf8")) as { token: string };
  expect(token.length).toBeGreaterThan(20);

  serve.process.kill(signal);
  const { code, error } = await serve.done;
  expect(code).toBe(1);
  expect(error).toMatch(/Switchyard failed unexpectedly: ESAID\n +at everything .*crash-on-signal/);
  expect(error).not.toMatch(/refused|rt_fake|eyJ/);
  const log = readFileSync(path.join(home, "logs/switchyard.log"), "utf8");
  expect(log).toMatch(/"msg":"failed unexpectedly"/);

  const files = filesBelow(home).map((file) => path.relative(home, file));
  for (const name of [
    "accounts.json",
    "bundle.json",
    "codex-login.json",
    "codex-takeover.json",
    "codex/auth.json",
    "codex/config.toml",
    "control.json",
    "logs/switchyard.log",
    "owner.lock",
    "settings.json",
    "usage.db",
  ])
    expect(files, name).toContain(name);
  expect(leftSecrets(home)).toEqual([]);
  // The console's token lies in one file, for the owner alone.
  const holding = files.filter((file) => readFileSync(path.join(home, file), "latin1").includes(token));
  expect(holding).toEqual(["control.json"]);
  expect(statSync(path.join(home, "control.json")).mode & 0o777).toBe(0o600);

  // It stands up again as if nothing had been.
  const again = await startServe({ env });
  expect((await postJson(`${again.gateway}/chat/completions`, hello)).status).toBe(200);
  again.process.kill("SIGTERM");
  expect((await again.done).code).toBe(0);
  expect(readdirSync(home)).not.toContain("control.json");
});
