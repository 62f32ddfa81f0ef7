/** The Codex switch from the command line: real processes, a real config.toml. */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "smol-toml";
import { expect, onTestFinished, test } from "vitest";
import { startSimulator } from "../../src-main/simulator/simulator.ts";
import { begin, commandEnv, run } from "../support/command-line.ts";
import { authJson, plainAccounts, temporaryFolder } from "../support/switchyard.ts";

const before = '# mine\nmodel = "gpt-5.5"\n\n[mcp_servers.docs]\ncommand = "npx" # keep\n';

async function place() {
  const home = await temporaryFolder();
  const simulator = await startSimulator({ accounts: plainAccounts });
  onTestFinished(() => simulator.close());
  const codexHome = path.join(home, ".codex");
  mkdirSync(codexHome);
  const config = path.join(codexHome, "config.toml");
  writeFileSync(config, before);
  writeFileSync(path.join(codexHome, "auth.json"), authJson(simulator, "two"), { mode: 0o600 });
  const env = commandEnv(home, simulator);
  return { env, config, simulator, read: () => readFileSync(config, "utf8") };
}

async function serve(env: NodeJS.ProcessEnv) {
  const running = begin(["serve", "--no-console"], { env });
  const [, port = ""] = await running.says(/http:\/\/127\.0\.0\.1:(\d+)\/v1/);
  return { ...running, port };
}

test("on while it runs, off again, and the file is as it was", async () => {
  const { env, read } = await place();
  const { port } = await serve(env);
  const diff = await run(["codex", "diff"], { env });
  expect(diff.out.split("\n").filter((line) => line.startsWith("+ "))).toContain(
    `+ openai_base_url = "http://127.0.0.1:${port}/codex/v1"`,
  );
  expect(read()).toBe(before);

  const on = await run(["codex", "on"], { env });
  expect([on.code, on.out]).toEqual([0, expect.stringContaining("Codex goes through Switchyard, natively")]);
  expect(on.error).toContain("Nobody is signed in to Switchyard");
  expect(parse(read())).toMatchObject({
    openai_base_url: `http://127.0.0.1:${port}/codex/v1`,
    model: "gpt-5.5",
  });
  const status = await run(["codex", "status", "--json"], { env });
  expect(JSON.parse(status.out)).toMatchObject({ switch: { state: "on", mode: "native" }, proof: null });

  const off = await run(["codex", "off"], { env });
  expect(off.out).toContain("does not go through Switchyard");
  expect(read()).toBe(before);
});

test("another computer's address is named and tried, and off forgets it: diff shows what on writes", async () => {
  const { env, read } = await place();
  const { port } = await serve(env);
  const nobody = await run(["codex", "on", "--url", "http://127.0.0.1:9"], { env });
  expect(nobody.error).toContain("Codex goes to http://127.0.0.1:9/codex/v1.");
  expect(nobody.error).toContain("No Switchyard answers there now");
  const somebody = await run(["codex", "on", "--url", `http://localhost:${port}`], { env });
  expect(somebody.error).toContain(`Codex goes to http://localhost:${port}/codex/v1.`);
  expect(somebody.error).not.toContain("No Switchyard answers");
  expect(somebody.error).not.toContain("Nobody is signed in");
  await run(["codex", "off"], { env });
  const local = `openai_base_url = "http://127.0.0.1:${port}/codex/v1"`;
  expect((await run(["codex", "diff"], { env })).out).toContain(`+ ${local}`);
  await run(["codex", "on"], { env });
  expect(read()).toContain(local);
});

test("the last request is one of Codex's, not of whoever tried its address", async () => {
  const { env } = await place();
  const { port } = await serve(env);
  const ask = (agent: string) =>
    fetch(`http://127.0.0.1:${port}/codex/v1/models`, { headers: { "user-agent": agent } });
  const proof = async () =>
    (JSON.parse((await run(["codex", "status", "--json"], { env })).out) as { proof: object | null }).proof;
  await ask("curl/8.5.0");
  expect(await proof()).toBeNull();
  await ask("codex_exec/0.169.0 (Debian 12.0.0; x86_64)");
  expect(await proof()).toMatchObject({ client: "codex_exec", version: "0.169.0" });
});

test("ending gives Codex its own settings back, the next start takes them again, on whatever port", async () => {
  const { env, read } = await place();
  const first = await serve(env);
  await run(["codex", "on", "--provider"], { env });
  expect(read()).toContain(first.port);
  first.process.kill("SIGTERM");
  expect((await first.done).code).toBe(0);
  expect(read()).toBe(before);

  const second = await serve(env);
  await expect.poll(() => read()).toContain(`127.0.0.1:${second.port}/codex/v1`);
  await run(["codex", "off"], { env });
  second.process.kill("SIGTERM");
  await second.done;
  const third = await serve(env);
  third.process.kill("SIGTERM");
  await third.done;
  expect(read()).toBe(before);
});

test("killed, the guard puts the file back by itself", async () => {
  const { env, read } = await place();
  const running = await serve(env);
  await run(["codex", "on"], { env });
  expect(read()).not.toBe(before);
  running.process.kill("SIGKILL");
  await expect.poll(() => read()).toBe(before);
});

test("without a running Switchyard Codex is not pointed at nothing, but switched at the next start", async () => {
  const { env, read } = await place();
  const on = await run(["codex", "on"], { env });
  expect([on.code, on.error]).toEqual([1, expect.stringContaining("not running")]);
  expect(read()).toBe(before);
  const { port } = await serve(env);
  await expect.poll(() => read()).toContain(`127.0.0.1:${port}/codex/v1`);
});

test("a file that cannot be edited is refused with its line and what to paste", async () => {
  const { env, config, read } = await place();
  const broken = 'model = "x\n';
  writeFileSync(config, broken);
  await serve(env);
  const on = await run(["codex", "on"], { env });
  expect(on.code).toBe(1);
  expect(on.error).toMatch(/config\.toml, line 1: .*not valid TOML/);
  expect(on.error).toContain("openai_base_url = ");
  expect(read()).toBe(broken);
});

test("login: an account given to Codex, shown first, and taken back", async () => {
  const { env: variables, config, simulator } = await place();
  const env = { env: variables };
  const auth = path.join(path.dirname(config), "auth.json");
  const issued = path.join(path.dirname(config), "..", "auth-of-one.json");
  writeFileSync(issued, authJson(simulator, "one"));
  rmSync(auth);
  await run(["accounts", "import", issued], env);
  const shown = await run(["codex", "login", "one@example.com", "--dry-run"], env);
  expect([shown.code, shown.out]).toEqual([0, expect.stringContaining("auth.json holds: none.")]);
  expect(existsSync(auth)).toBe(false);

  const given = await run(["codex", "login", "one@example.com"], env);
  expect([given.code, given.out]).toEqual([
    0,
    expect.stringContaining("Codex is signed in to one@example.com (plus) now."),
  ]);
  expect(statSync(auth).mode & 0o777).toBe(0o600);
  expect((await run(["codex", "status"], env)).out).toContain("Codex's own login: one@example.com.");

  const back = await run(["codex", "login", "--undo"], env);
  expect([back.code, back.out]).toEqual([0, expect.stringContaining("Codex's own login: none.")]);
  expect(existsSync(auth)).toBe(false);
  expect((await run(["codex", "login"], env)).code).toBe(2);

  writeFileSync(config, 'cli_auth_credentials_store = "keyring"\n');
  expect((await run(["codex", "status"], env)).out).toContain("keeps its login in the keyring");
  const refused = await run(["codex", "login", "one@example.com"], env);
  expect([refused.code, refused.error]).toEqual([1, expect.stringContaining("in this computer's keyring")]);
  expect((await run(["doctor"], env)).out).toContain("keeps its login in the keyring");
});

test("homes: one more is switched along, one that cannot be is told, one that is removed is given back", async () => {
  const { env, config, read } = await place();
  const second = path.join(path.dirname(config), "..", "second");
  const other = path.join(second, "config.toml");
  mkdirSync(second);
  writeFileSync(other, "# second\n");
  await serve(env);
  await run(["codex", "on"], { env });
  const added = await run(["codex", "homes", "add", second], { env });
  expect([added.code, added.out]).toEqual([
    0,
    expect.stringContaining(`${path.resolve(second)}: goes through`),
  ]);
  expect(readFileSync(other, "utf8")).toContain("/codex/v1");

  chmodSync(other, 0o444);
  await run(["codex", "off"], { env });
  expect(read()).toBe(before);
  const on = await run(["codex", "on"], { env });
  expect([on.code, on.out]).toEqual([1, expect.stringContaining("read-only")]);
  expect(read()).toContain("/codex/v1");

  chmodSync(other, 0o644);
  const removed = await run(["codex", "homes", "remove", second], { env });
  expect([removed.code, removed.out]).toEqual([0, expect.not.stringContaining("second")]);
  expect(readFileSync(other, "utf8")).toBe("# second\n");
  expect(read()).toContain("/codex/v1");
  expect((await run(["codex", "homes", "add", `${second}-none`], { env })).code).toBe(1);
  expect((await run(["codex", "homes", "add"], { env })).code).toBe(2);
});

test("a profile goes through alone, and off --all gives back Codex and the tools that were set up", async () => {
  const { env, config, read } = await place();
  await serve(env);
  const on = await run(["codex", "on", "--profile", "work"], { env });
  expect([on.code, on.out]).toEqual([0, expect.stringContaining("Codex with --profile work goes through")]);
  expect(read()).toBe(before);
  const profile = path.join(path.dirname(config), "work.config.toml");
  expect(readFileSync(profile, "utf8")).toContain("/codex/v1");

  await run(["codex", "on"], { env });
  expect(existsSync(profile)).toBe(false);
  expect(read()).toContain("/codex/v1");
  const all = await run(["codex", "off", "--all", "--json"], { env });
  expect([all.code, JSON.parse(all.out)]).toEqual([0, { tools: [], foreign: [], problems: [] }]);
  expect(read()).toBe(before);
});

test("a switch whose record is lost: status and doctor tell, off removes exactly our keys", async () => {
  const { env, config, read } = await place();
  const { process: serving, done } = await serve({ ...env, SWITCHYARD_CODEX_KEEP_ON_QUIT: "true" });
  expect((await run(["codex", "on"], { env })).code).toBe(0);
  const switched = read();
  serving.kill("SIGTERM");
  await done;
  writeFileSync(config, switched);
  writeFileSync(path.join(env["SWITCHYARD_HOME"] ?? "", "codex-takeover.json"), "{ damaged");
  const status = await run(["codex", "status"], { env });
  expect(status.out).toContain("the record of its former settings is lost");
  const all = await run(["status"], { env });
  expect(all.out).toContain("codex-takeover.json.unreadable-1");
  const doctor = JSON.parse((await run(["doctor", "--json"], { env })).out) as {
    findings: { name: string; advice: string }[];
  };
  expect(doctor.findings.find(({ name }) => name === "Switch")?.advice).toContain("switchyard codex off");
  expect((await run(["codex", "off"], { env })).out).toContain("does not go through Switchyard");
  expect(read()).toBe(before);
});
