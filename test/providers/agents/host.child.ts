/** An app that starts agent programs, tells their ids, and is then killed. */
import { systemClock } from "../../../src-main/platform/ports.ts";
import { createAgentHost } from "../../../src-main/providers/agents/agent-host.ts";

const host = createAgentHost({
  folder: process.argv[2] ?? "",
  env: process.env,
  clock: systemClock,
  most: () => 50,
  idleMs: () => 300_000,
  loopbackOnly: () => true,
});
// The program and what it starts both live on without their app.
const script = 'trap "" TERM; sleep 600 & echo "{\\"pid\\":$$,\\"child\\":$!}"; wait';
for (let count = 0; count < Number(process.argv[3]); count += 1) {
  await host.start({
    program: "/bin/sh",
    args: ["-c", script],
    env: {},
    onLine: (line) => process.stdout.write(`${JSON.stringify(line)}\n`),
    onEnd: () => {},
  });
}
