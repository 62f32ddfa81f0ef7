/** Agent processes as the computer sees them: how many, how long, and that none is left behind. */
import { spawn } from "node:child_process";
import { existsSync, globSync, statSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { processExists } from "../../../src-main/platform/locks/process-exists.ts";
import type { AgentEnd } from "../../../src-main/providers/agents/agent-process.ts";
import type { AgentHost, HostedProcess } from "../../../src-main/providers/agents/agent-host.ts";
import { agentHost } from "../../support/agent-host.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { temporaryFolder } from "../../support/switchyard.ts";

/** A shell script as an agent program; it must print `{"pid": …}` first. */
async function run(host: AgentHost, script: string) {
  const lines: Record<string, unknown>[] = [];
  const ended = Promise.withResolvers<AgentEnd>();
  const process: HostedProcess = await host.start({
    program: "/bin/sh",
    args: ["-c", script],
    env: {},
    onLine: (line) => void lines.push(line),
    onEnd: ended.resolve,
  });
  await expect.poll(() => lines.length).toBeGreaterThan(0);
  return { process, lines, pid: lines[0]?.["pid"] as number, ended: ended.promise };
}

const waits = 'echo "{\\"pid\\":$$}"; exec sleep 600';
const gone = (pid: number) => expect.poll(() => processExists(pid), { timeout: 5000 }).toBe(false);

test("the longest idle one makes room, whoever finds none waits, and an idle one ends after its time", async () => {
  const clock = manualClock();
  const host = agentHost({ clock, most: () => 2, idleMs: () => 60_000 });
  const [one, two] = [await run(host, waits), await run(host, waits)];
  expect(host.hasRoom()).toBe(false);
  const third = run(host, waits);
  two.process.idle();
  const three = await third;
  await gone(two.pid);
  expect(processExists(one.pid)).toBe(true);

  three.process.idle();
  clock.advance(30_000);
  one.process.idle();
  one.process.busy();
  clock.advance(30_000);
  await gone(three.pid);
  clock.advance(600_000);
  expect(processExists(one.pid)).toBe(true);

  await run(host, waits);
  const leaves = new AbortController();
  const spec = { program: "/bin/sh", args: [], env: {}, onLine: () => {}, onEnd: () => {} };
  const waiting = host.start(spec, leaves.signal);
  leaves.abort();
  await expect(waiting).rejects.toMatchObject({ kind: "cancelled" });
  await host.close();
  await gone(one.pid);
});

test("its folder is empty, private and gone with it; what it started goes too; of stderr only the end is kept", async () => {
  const folder = await temporaryFolder();
  const host = agentHost({
    folder,
    env: { PATH: process.env["PATH"], OPENAI_API_KEY: "sk-made-up", LC_ALL: "C" },
  });
  const script = `sleep 600 & echo "{\\"pid\\":$$,\\"child\\":$!,\\"folder\\":\\"$PWD\\",\\"temporary\\":\\"$TMPDIR\\",\\"key\\":\\"$OPENAI_API_KEY\\",\\"files\\":\\"$(ls -A)\\"}"; i=0; while [ $i -lt 2000 ]; do echo "a line of many" >&2; i=$((i+1)); done; echo last >&2; read wait; exit 7`;
  const { process: agent, lines, ended, pid } = await run(host, script);
  const [told] = lines;
  expect(told).toMatchObject({ key: "", files: "" });
  const work = told?.["folder"] as string;
  expect(statSync(work).mode & 0o777).toBe(0o700);
  agent.send({ go: "on" });
  const end = await ended;
  expect(end).toMatchObject({ how: "exited", code: 7 });
  expect(end.stderr.length).toBeLessThanOrEqual(2000);
  expect(end.stderr).toMatch(/last$/);
  await gone(pid);
  await gone(told?.["child"] as number);
  await expect.poll(() => existsSync(path.dirname(work))).toBe(false);

  const hushed = await run(host, 'echo "{\\"pid\\":$$}"; read asked; echo "asked: $asked" >&2; exit 1');
  hushed.process.hush();
  hushed.process.send({ prompt: "private" });
  expect((await hushed.ended).stderr).toBe("");
});

test.each([
  ["lines that are no JSON", 'echo "{\\"pid\\":$$}"; while :; do echo "no json"; done'],
  ["a line without an end", 'echo "{\\"pid\\":$$}"; exec cat /dev/zero'],
])("%s end it", async (_name, script) => {
  const { ended, pid } = await run(agentHost(), script);
  expect(await ended).toMatchObject({ how: "no-json" });
  await gone(pid);
});

test("50 of them, and the app killed: none is left after the next start, and nobody else's process is touched", async () => {
  const folder = await temporaryFolder();
  const count = 50;
  const app = spawn(
    process.execPath,
    [path.join(import.meta.dirname, "host.child.ts"), folder, String(count)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const pids: number[] = [];
  for await (const line of createInterface({ input: app.stdout })) {
    const { pid, child } = JSON.parse(line) as { pid: number; child: number };
    pids.push(pid, child);
    if (pids.length === count * 2) break;
  }
  app.kill("SIGKILL");
  expect(pids.every(processExists)).toBe(true);
  // An id that went to another process since: by its start it is not the one.
  const other = spawn("sleep", ["600"], { detached: true });
  onTestFinished(() => void other.kill("SIGKILL"));
  await mkdir(path.join(folder, "other"));
  const page = JSON.stringify({ pid: other.pid, start: "of the one before" });
  await writeFile(path.join(folder, "other", "process.json"), page);
  const host = agentHost({ folder });
  await host.close();
  for (const pid of pids) await gone(pid);
  expect(globSync("*", { cwd: folder })).toEqual([]);
  expect(processExists(other.pid ?? 0)).toBe(true);
});
