import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { parse } from "smol-toml";
import { expect, onTestFinished, test } from "vitest";
import { createGuard, noGuard } from "../../src-main/codex-config/takeover-guard.ts";
import { openJournal } from "../../src-main/codex-config/takeover-journal.ts";
import { createTakeover } from "../../src-main/codex-config/takeover.ts";
import { temporaryFolder } from "../support/switchyard.ts";
import { corpus } from "./corpus.ts";

const before = corpus["plain"] ?? "";
const address = "http://127.0.0.1:8787/codex/v1";

async function place(text: string | null = before) {
  const folder = await temporaryFolder();
  const config = path.join(folder, "codex", "config.toml");
  mkdirSync(path.dirname(config));
  if (text !== null) writeFileSync(config, text, { mode: 0o640 });
  const journal = path.join(folder, "journal.json");
  const open = async (baseUrl = address, guard = noGuard, signedIn = () => true) =>
    createTakeover({
      journal: await openJournal(journal, () => {}),
      file: config,
      target: () => ({ baseUrl, apiKey: null, codexLogin: signedIn(), model: null }),
      now: () => 0,
      guard,
    });
  return { folder, config, journal, open, read: () => readFileSync(config, "utf8") };
}

test("mode, link and bytes stay what they were", async () => {
  const { folder, config, open, read } = await place(null);
  const real = path.join(folder, "dotfiles.toml");
  writeFileSync(real, before, { mode: 0o640 });
  symlinkSync(real, config);
  const takeover = await open();
  await takeover.turnOn("native");
  expect(lstatSync(config).isSymbolicLink()).toBe(true);
  expect(statSync(real).mode & 0o777).toBe(0o640);
  expect(parse(read())).toMatchObject({ openai_base_url: address });
  await takeover.turnOff();
  expect(readFileSync(real, "utf8")).toBe(before);
  expect(statSync(real).mode & 0o777).toBe(0o640);
});

test("files that must not or cannot be edited are refused and left alone", async () => {
  const readOnly = await place();
  chmodSync(readOnly.config, 0o444);
  await expect((await readOnly.open()).turnOn("native")).rejects.toThrow(/read-only/);
  expect(readOnly.read()).toBe(before);

  const broken = await place('a = "\n');
  await expect((await broken.open()).turnOn("native")).rejects.toThrow(/line 1/);
  expect(existsSync(broken.journal)).toBe(false);

  const bytes = await place(null);
  writeFileSync(bytes.config, Buffer.from([0x61, 0x3d, 0x22, 0xff, 0x22, 0x0a]));
  await expect((await bytes.open()).turnOn("native")).rejects.toThrow(/UTF-8/);
});

test("preview shows the exact lines and touches nothing", async () => {
  const { open, read } = await place();
  const preview = await (await open()).preview("native");
  expect(preview.diff.filter(({ kind }) => kind === "added").map(({ text }) => text)).toEqual([
    expect.stringContaining("switchyard codex off"),
    'model_provider = "openai"',
    `openai_base_url = "${address}"`,
  ]);
  expect(preview.diff.filter(({ kind }) => kind === "removed")).toEqual([]);
  expect(read()).toBe(before);
});

test("a new port rewrites our own keys; off still restores what the person had", async () => {
  const { open, read } = await place();
  await (await open()).turnOn("provider");
  const moved = await open("http://127.0.0.1:9999/codex/v1");
  await moved.updateAddress();
  expect(parse(read())).toMatchObject({
    model_providers: { switchyard: { base_url: "http://127.0.0.1:9999/codex/v1" } },
  });
  expect(read()).not.toContain("8787");
  await moved.turnOff();
  expect(read()).toBe(before);
});

test("changes by others are told as drift and survive", async () => {
  const { config, open, read } = await place();
  const takeover = await open();
  await takeover.turnOn("native");
  writeFileSync(config, read().replace(address, "https://elsewhere.example.com"));
  expect(await takeover.look()).toMatchObject({ state: "drift", drift: ["openai_base_url"] });
  expect(await takeover.turnOff()).toEqual(["openai_base_url"]);
  expect(read()).toContain("https://elsewhere.example.com");
});

test("toggled at once from many sides it ends in one of the two states, whole", async () => {
  const { open, read } = await place();
  const takeover = await open();
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      index % 2 ? takeover.turnOff() : takeover.turnOn(index % 4 ? "native" : "provider"),
    ),
  );
  await takeover.turnOff();
  expect(read()).toBe(before);
});

test("killed before any file operation of on and off, the file is valid and can always be put back", async () => {
  const child = path.join(import.meta.dirname, "cut-off.child.ts");
  let steps = 0;
  for (const action of ["on", "off"]) {
    for (let at = 1; ; at += 1) {
      const { config, journal, open, read } = await place();
      if (action === "off") await (await open()).turnOn("provider");
      const run = spawnSync(process.execPath, [child, action, config, journal, String(at)], {
        encoding: "utf8",
      });
      const config_ = parse(read());
      const whole = config_["model_provider"] === "switchyard" ? config_["model_providers"] : undefined;
      expect(config_["model_provider"] === undefined || whole !== undefined).toBe(true);
      const next = await open();
      await next.reconcile();
      await next.turnOff();
      expect(read(), `${action}, killed before operation ${at}`).toBe(before);
      if (run.stdout === "done") break;
      expect(run.signal).toBe("SIGKILL");
      steps += 1;
    }
  }
  expect(steps).toBeGreaterThan(15);
});

test("when Switchyard is killed, the guard puts the file back; a file that changed since it leaves alone", async () => {
  for (const changed of [false, true]) {
    const { folder, config, open, read } = await place();
    const owner = spawn("sleep", ["60"]);
    onTestFinished(() => void owner.kill());
    const lock = path.join(folder, "owner.lock");
    writeFileSync(lock, JSON.stringify({ pid: owner.pid, nonce: "x" }));
    const guard = createGuard({
      folder: path.join(folder, "guard"),
      lock,
      graceSeconds: 0,
      pid: owner.pid ?? 0,
    });
    const takeover = await open(address, guard);
    await takeover.turnOn("native");
    if (changed) writeFileSync(config, `${read()}# mine\n`);
    owner.kill("SIGKILL");
    const written = path.join(folder, "guard", "written.toml");
    if (changed) {
      await expect.poll(() => spawnSync("pgrep", ["-f", `switchyard-guard ${owner.pid} `]).status).toBe(1);
      expect(read()).toContain("# mine");
      // The next start undoes it by key.
      await (await open()).turnOff();
      expect(read()).toBe(`${before}# mine\n`);
    } else {
      await expect.poll(() => existsSync(written)).toBe(false);
      expect(read()).toBe(before);
      expect(statSync(config).mode & 0o777).toBe(0o640);
    }
  }
});

/** A guard that notes what the file holds when it is called. */
function watchingGuard(read: () => string) {
  const seen: string[] = [];
  const note = (what: string) => void seen.push(`${what}: ${read().includes(address) ? "ours" : "theirs"}`);
  const guard = {
    watch: async () => note("watch"),
    stop: async () => note("stop"),
    hasRestored: async () => false,
  };
  return { seen, guard };
}

test("the guard is there before the file is replaced, and until it is as it was", async () => {
  const { open, read } = await place();
  const { seen, guard } = watchingGuard(read);
  const takeover = await open(address, guard);
  await takeover.turnOn("native");
  await takeover.turnOff();
  expect(seen).toEqual(["watch: theirs", "stop: theirs"]);
});

test("what the guard has put back is on again after the next start", async () => {
  const { config, open, read } = await place();
  await (await open()).turnOn("native");
  writeFileSync(config, before);
  const takeover = await open(address, { ...noGuard, hasRestored: async () => true });
  expect(await takeover.look()).toMatchObject({ state: "drift" });
  await takeover.reconcile();
  expect(takeover.status()).toMatchObject({ state: "off" });
  expect(read()).toBe(before);
});

test("a switch that fails leaves nothing half-way, and can be turned on later", async () => {
  const { open, read } = await place();
  let full = true;
  const takeover = await open(address, {
    ...noGuard,
    watch: async () => {
      if (full)
        throw Object.assign(new Error("ENOSPC: no space left on device, write"), {
          code: "ENOSPC",
          path: "/x",
        });
    },
  });
  await expect(takeover.turnOn("native")).rejects.toThrow(/ENOSPC/);
  expect(takeover.status()).toMatchObject({ state: "off", problem: { code: "disk" } });
  expect(read()).toBe(before);
  full = false;
  expect(await takeover.turnOn("native")).toMatchObject({ state: "on", problem: null });
});

test.each(["native", "provider"] as const)(
  "%s: without its journal the switch is orphaned, and goes key by key",
  async (mode) => {
    const { journal, open, read } = await place();
    await (await open()).turnOn(mode);
    writeFileSync(journal, "{ damaged");
    const takeover = await open("http://127.0.0.1:9999/codex/v1");
    expect(await takeover.look()).toMatchObject({ state: "orphaned", drift: [], problem: null });
    expect(readFileSync(`${journal}.unreadable-1`, "utf8")).toBe("{ damaged");
    // What Switchyard did not write itself at its start stays until somebody asks.
    await takeover.turnOff({ orphans: false });
    expect(read()).toContain(address);
    // Turned on it becomes a switch like any other.
    expect(await takeover.turnOn(mode)).toMatchObject({ state: "on" });
    expect(read()).not.toContain(address);
    await takeover.turnOff();
    expect(takeover.status()).toMatchObject({ state: "off" });
    expect(read()).not.toContain("codex/v1");
    const others = parse(before);
    delete others["model_provider"];
    delete others["openai_base_url"];
    expect(parse(read())).toEqual(others);
  },
);

test("an address that somebody pasted by hand is no orphan", async () => {
  const { open } = await place(`model_provider = "openai"\nopenai_base_url = "${address}"\n`);
  expect(await (await open()).look()).toMatchObject({ state: "off" });
});

test("a Codex without a login gets a provider that wants none, and its own one back once it is signed in", async () => {
  const { open, read } = await place();
  let signedIn = false;
  const takeover = await open(address, noGuard, () => signedIn);
  expect(await takeover.preview("native")).toMatchObject({ withoutLogin: true, refusal: null });
  expect(await takeover.turnOn("native")).toMatchObject({ state: "on", mode: "native", drift: [] });
  expect(parse(read())).toMatchObject({
    model_provider: "switchyard",
    model_providers: { switchyard: { base_url: address, experimental_bearer_token: "local" } },
  });
  const without = read();
  await takeover.updateAddress();
  expect(read()).toBe(without);

  signedIn = true;
  await takeover.updateAddress();
  expect(takeover.status()).toMatchObject({ state: "on", mode: "native", drift: [] });
  expect(parse(read())).toMatchObject({ model_provider: "openai", openai_base_url: address });
  expect(parse(read())["model_providers"]).toEqual(parse(before)["model_providers"]);
  await takeover.turnOff();
  expect(read()).toBe(before);
});
