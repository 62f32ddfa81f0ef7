/** The Claude Code processes of a provider: one for each conversation, and a spare one that waits for the next. */
import type { AgentHost } from "../agents/agent-host.ts";
import type { Started } from "./arguments.ts";
import { startClaudeProcess, type ClaudeProcess } from "./claude-process.ts";
import { createParked } from "../agents/conversation.ts";
import type { FindClaude } from "./probe.ts";

export interface ClaudeProcesses {
  /** The one that waits for this conversation to go on, busy; null: there is none. */
  continued(mark: string): ClaudeProcess | null;
  /** One that knows nothing yet, busy. Throws UpstreamFailure. */
  fresh(started: Started, signal?: AbortSignal): Promise<ClaudeProcess>;
  /** It waits for its conversation to go on. */
  park(mark: string, process: ClaudeProcess): void;
  /** Has one ready for who comes next, where there is room. */
  prepare(started: Started): void;
  close(): Promise<void>;
}

export function createClaudeProcesses(name: string, host: AgentHost, find: FindClaude): ClaudeProcesses {
  const parked = createParked<ClaudeProcess>();
  const all = new Set<ClaudeProcess>();
  let spare: ClaudeProcess | null = null;
  let preparing = false;
  let closed = false;

  async function start(started: Started, signal?: AbortSignal): Promise<ClaudeProcess> {
    const found = await find();
    let process: ClaudeProcess | null = null;
    const onGone = () => {
      if (process === null) return;
      all.delete(process);
      parked.removeAll((each) => each === process);
      if (spare === process) spare = null;
    };
    process = await startClaudeProcess({ name, host, found, started, onGone }, signal);
    if (process.gone()) return process;
    all.add(process);
    if (closed) void process.end();
    return process;
  }

  function takeSpare({ model, effort }: Started): ClaudeProcess | null {
    if (spare === null || spare.started.model !== model || spare.started.effort !== effort) return null;
    const taken = spare;
    spare = null;
    return taken.busy() ? taken : null;
  }

  async function startSpare(started: Started): Promise<void> {
    const process = await start(started);
    if (process.gone()) return;
    spare = process;
    process.idle();
  }

  return {
    continued(mark) {
      const process = parked.take(mark);
      return process?.busy() ? process : null;
    },
    fresh: async (started, signal) => takeSpare(started) ?? start(started, signal),
    park(mark, process) {
      if (process.gone() || closed) return;
      parked.park(mark, process);
      process.idle();
    },
    prepare(started) {
      if (preparing || closed || spare !== null || !host.hasRoom()) return;
      preparing = true;
      // Whoever needs one is told why there is none.
      startSpare(started)
        .catch(() => {})
        .finally(() => {
          preparing = false;
        });
    },
    async close() {
      closed = true;
      await Promise.all([...all].map((process) => process.end()));
    },
  };
}
