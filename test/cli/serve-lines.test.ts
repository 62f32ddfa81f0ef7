/** What `serve` shows for each request: a line at a terminal, coloured there alone; at a pipe nothing. */
import { spawn, spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { expect, onTestFinished, test, vi } from "vitest";
import { failures } from "../../src-main/simulator/answers/failures.ts";
import { commandLine } from "../support/command-line.ts";
import { signedIn, startServe, type Place } from "../support/command-place.ts";
import { hello, postJson, temporaryFolder } from "../support/switchyard.ts";

vi.setConfig({ testTimeout: 60_000 });

// util-linux lends a terminal.
const hasScript = spawnSync("script", ["--version"]).stdout?.toString().includes("util-linux");

/** Three requests that end in three ways; the texts of two of them are `planted`. */
async function askThreeTimes({ simulator }: Pick<Place, "simulator">, gateway: string): Promise<void> {
  const asked = { ...hello, messages: [{ role: "user", content: "planted" }] };
  expect((await postJson(`${gateway}/chat/completions`, asked)).status).toBe(200);
  simulator.script.next({ reply: failures.cloudflareChallenge(), always: true });
  expect((await postJson(`${gateway}/chat/completions`, asked)).status).toBeGreaterThanOrEqual(400);
  simulator.script.clear();
  const stopping = new AbortController();
  simulator.script.next({ text: "a long answer", stallAfterEvents: 8 });
  const answer = await fetch(`${gateway}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...asked, stream: true }),
    signal: stopping.signal,
  });
  await answer.body?.getReader().read();
  stopping.abort();
}

/** A serve on a terminal of its own. Resolves at its end with what it showed. */
async function onTerminal(here: Place, env: NodeJS.ProcessEnv): Promise<{ code: unknown; shown: string }> {
  const line = [process.execPath, commandLine, "serve"].map((word) => `'${word}'`).join(" ");
  const child = spawn("script", ["-qfec", `exec ${line}`, "/dev/null"], {
    env: { ...env, TERM: "xterm-256color" },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let shown = "";
  let look = () => {};
  child.stdout.on("data", (chunk: Buffer) => {
    shown += chunk.toString();
    look();
  });
  const until = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve) => {
      look = () => {
        const found = pattern.exec(stripVTControlCharacters(shown));
        if (found !== null) resolve(found);
      };
      look();
    });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const [, gateway = ""] = await until(/gateway (http:\S+)/);
  await askThreeTimes(here, gateway);
  await until(/cancelled[^\n]*\n/);
  child.stdin.write("\u0003");
  const code = await ended;
  child.stdin.end();
  return { code, shown };
}

const rows = (shown: string) =>
  stripVTControlCharacters(shown)
    .split(/\r?\n/)
    .filter((line) => /^\d\d:\d\d:\d\d /.test(line));

const escape = "\u001B[";

test.runIf(hasScript)("at a terminal: one line a request as it ends, its outcome coloured", async () => {
  const here = await signedIn();
  const { code, shown } = await onTerminal(here, here.env);
  const asWhole = (outcome: string, rest: string) =>
    expect.stringMatching(
      new RegExp(
        `^\\d\\d:\\d\\d:\\d\\d  node +gpt-5\\.5 +one@example\\.com +[\\d.]+ s +${rest}  ${outcome}$`,
      ),
    );
  expect(rows(shown)).toEqual([
    asWhole("ok", "\\d+ tokens"),
    asWhole("blocked_by_cloudflare", "–"),
    asWhole("cancelled", "–"),
  ]);
  expect(shown).toContain(`${escape}32mok${escape}`);
  expect(shown).toContain(`${escape}31mblocked_by_cloudflare`);
  expect(shown).toContain(`${escape}33mcancelled`);
  expect(shown.split(escape)).toHaveLength(1 + 2 * 3);
  expect(shown).not.toContain("planted");
  expect([code, shown]).toEqual([0, expect.stringContaining("Stopping; running requests may finish.")]);
});

test.runIf(hasScript)("with NO_COLOR the same lines without any", async () => {
  const here = await signedIn();
  const { shown } = await onTerminal(here, { ...here.env, NO_COLOR: "1" });
  expect(rows(shown)).toHaveLength(3);
  expect(shown).not.toContain(escape);
});

test("at a pipe: the ready line alone", async () => {
  const here = await signedIn();
  const serve = await startServe(here);
  await askThreeTimes(here, serve.gateway);
  const told = async () => (await here.cli(["logs"])).out.trim().split("\n").length;
  await expect.poll(told).toBe(3);
  serve.process.kill("SIGTERM");
  const { code, out, error } = await serve.done;
  expect([code, out, error]).toEqual([
    0,
    expect.stringMatching(/^Switchyard is running: .*\n$/),
    // A link opens the console for whoever reads it: a pipe may lead into a log.
    "`switchyard console` prints a link that opens the console.\nStopping; running requests may finish.\n",
  ]);
});

test("--log-curl: each request as a line to send again, without what was said and without the key", async () => {
  const here = await signedIn();
  const folder = await temporaryFolder();
  await writeFile(path.join(folder, ".env"), "SWITCHYARD_API_KEY=made-up-key-of-the-file\n");
  const flags = ["--log-curl", "--model-fallback", "gpt-6.1-sol", "--auto-env"];
  const serve = await startServe(here, flags, folder);
  const asked = { model: "claude-opus-5-5", messages: [{ role: "user", content: "planted" }] };
  const key = { authorization: "Bearer made-up-key-of-the-file" };
  expect((await postJson(`${serve.gateway}/chat/completions`, asked)).status).toBe(401);
  expect((await postJson(`${serve.gateway}/chat/completions`, asked, key)).status).toBe(200);
  expect(here.simulator.requests.turns().at(-1)).toMatchObject({ model: "gpt-6.1-sol" });
  const [curl] = await serve.says(/curl http:\S+\/v1\/chat\/completions[^]*?YOUR_PROMPT[^]*?\n/);
  expect(curl).toContain("authorization: Bearer YOUR_API_KEY");
  serve.process.kill("SIGTERM");
  const { out, error } = await serve.done;
  for (const secret of ["planted", "made-up-key-of-the-file"]) expect(out + error).not.toContain(secret);
});
