/** What a person at a terminal sees and a program at a pipe does not: colours and thinking. */
import { execFile, spawnSync } from "node:child_process";
import { promisify, stripVTControlCharacters } from "node:util";
import { expect, test, vi } from "vitest";
import { signedIn } from "../support/command-place.ts";
import { commandLine } from "../support/command-line.ts";

vi.setConfig({ testTimeout: 120_000 });

// util-linux lends a terminal.
const hasScript = spawnSync("script", ["--version"]).stdout?.toString().includes("util-linux");

/** `answers` are typed one by one, each when a question stands there. */
async function onTerminal(
  args: string[],
  env: NodeJS.ProcessEnv,
  answers: readonly string[] = [],
): Promise<string> {
  const line = [process.execPath, commandLine, ...args].map((word) => `'${word}'`).join(" ");
  const running = promisify(execFile)("script", ["-qfec", line, "/dev/null"], {
    env: { ...env, TERM: "xterm-256color" },
    timeout: 60_000,
  });
  const { stdin, stdout: output } = running.child;
  const left = [...answers];
  let unanswered = "";
  output?.on("data", (chunk: string) => {
    unanswered += chunk;
    if (!stripVTControlCharacters(unanswered).endsWith("): ")) return;
    unanswered = "";
    stdin?.write(`${left.shift() ?? "\u0003"}\r`);
  });
  if (answers.length === 0) stdin?.end();
  const { stdout } = await running.catch((error: unknown) => error as { stdout: string });
  stdin?.end();
  return stdout;
}

const escape = "\u001B[";

test.runIf(hasScript)("thinking is shown faint at a terminal, and never at a pipe", async () => {
  const here = await signedIn();
  const args = ["ask", "think about rivers"];
  const shown = await onTerminal(args, here.env);
  const thought = shown.split(`${escape}2m`)[1]?.split(`${escape}22m`)[0] ?? "";
  expect(thought.trim()).not.toBe("");
  const plain = await onTerminal(args, { ...here.env, NO_COLOR: "1" });
  expect(plain).not.toContain(escape);
  expect(plain).toContain(thought.trim());
  const piped = await here.cli(args);
  expect(piped.error).toBe("");
  expect(piped.out).not.toContain(thought.trim());
});

test.runIf(hasScript)("colours at a terminal, off with NO_COLOR and at a pipe", async () => {
  const here = await signedIn();
  expect(await onTerminal(["config", "list"], here.env)).toContain(escape);
  expect(await onTerminal(["config", "list"], { ...here.env, NO_COLOR: "1" })).not.toContain(escape);
  expect((await here.cli(["config", "list"])).out).not.toContain(escape);
});

test.runIf(hasScript)(
  "config at a terminal asks for section, setting and value, and says what does not fit",
  async () => {
    const here = await signedIn();
    const env = { ...here.env, NO_COLOR: "1" };
    const answers = [
      "nothing",
      "routing",
      "1",
      "fastest",
      "1",
      "order",
      "",
      "gateway",
      "port",
      "9000",
      "",
      "",
    ];
    const shown = await onTerminal(["config"], env, answers);
    expect(shown).toContain("A number from 1 to ");
    expect(shown).toContain(
      "It takes one of sticky, fill-first, most-remaining, soonest-reset, round-robin, order.",
    );
    expect(shown).toContain("routing.strategy does not take that value.");
    expect(shown).toContain("routing.strategy = order");
    expect(shown).toContain("The environment decides gateway.port for now.");
    expect((await here.cli(["config", "get", "routing.strategy"])).out).toBe("order\n");
  },
);

test.runIf(hasScript)("config takes lines that were all typed before it asked, and begun ones", async () => {
  const here = await signedIn();
  const env = { ...here.env, NO_COLOR: "1" };
  const typed = ["routing", "1", "order", "", "log", "level", "debug", "", "data", "retentionDays", "12", ""];
  // The rest of the last line comes later: it was begun in the same piece.
  const pieces = [`${typed.join("\r")}\rro`, "uting\r\r\r"];
  const line = [process.execPath, commandLine, "config"].map((word) => `'${word}'`).join(" ");
  const { child } = promisify(execFile)("script", ["-qfec", line, "/dev/null"], { env, timeout: 60_000 });
  let shown = "";
  child.stdout?.on("data", (chunk: string) => {
    shown += chunk;
    if (shown.includes("Section (Enter ends)") && pieces.length === 2)
      child.stdin?.write(pieces.shift() ?? "");
    if (stripVTControlCharacters(shown).endsWith("ro") && pieces.length === 1)
      child.stdin?.write(pieces.shift() ?? "");
  });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  child.stdin?.end();
  expect([code, shown]).toEqual([0, expect.stringContaining("data.retentionDays = 12")]);
  for (const [key, value] of [
    ["routing.strategy", "order"],
    ["log.level", "debug"],
    ["data.retentionDays", "12"],
  ])
    expect((await here.cli(["config", "get", key ?? ""])).out).toBe(`${value}\n`);
});
