/**
 * All agent processes of the app, of every provider: at most so many, the longest idle one makes room, none older than
 * its idle time, none left behind.
 */
import type { Clock } from "../../platform/ports.ts";
import { startAgentProcess, type AgentProcess, type AgentSpec } from "./agent-process.ts";
import { agentEnvironment } from "./environment.ts";
import { cancelled } from "./deadlines.ts";
import { createWorkFolder, sweepWorkFolders } from "./work-folder.ts";

export interface AgentHostOptions {
  /** Of the data folder. */
  folder: string;
  env: NodeJS.ProcessEnv;
  clock: Clock;
  /** Processes at the same time. */
  most: () => number;
  /** Milliseconds that one waits for more to do. */
  idleMs: () => number;
  /** Whether the gateway serves this computer and nobody else. */
  loopbackOnly: () => boolean;
}

export interface HostedProcess extends AgentProcess {
  /** It has nothing to do, until `busy`: it may be ended for another one's sake. */
  idle(): void;
  /** False: it is on its way out, and of no use any more. */
  busy(): boolean;
}

export interface AgentHost {
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  loopbackOnly(): boolean;
  /** Whether one more can start without ending another one. */
  hasRoom(): boolean;
  /** Busy from the beginning. Waits for room; throws UpstreamFailure `cancelled` when `signal` fires meanwhile. */
  start(spec: AgentSpec, signal?: AbortSignal): Promise<HostedProcess>;
  /** Ends all of them. */
  close(): Promise<void>;
}

interface Member {
  process: HostedProcess;
  /** It is on its way out. */
  ending: boolean;
  /** Epoch milliseconds; null: it works. */
  idleSince: number | null;
  stopTimer: () => void;
}

export function createAgentHost(options: AgentHostOptions): AgentHost {
  const { folder, clock, most, idleMs } = options;
  const members = new Set<Member>();
  const waiting: (() => void)[] = [];
  let starting = 0;
  let closed = false;
  // Also when nothing is ever started: what a killed app left must not live on.
  const swept = sweepWorkFolders(folder).catch(() => {});

  const hasRoom = () => members.size + starting < most();
  const wake = () => waiting.shift()?.();

  async function takeRoom(signal?: AbortSignal): Promise<void> {
    while (!hasRoom()) {
      if (signal?.aborted || closed) throw cancelled();
      const idle = longestIdle();
      if (idle === null) await nextChange(signal);
      else await idle.process.end();
    }
    starting += 1;
  }

  function longestIdle(): Member | null {
    let longest: Member | null = null;
    for (const member of members)
      if (member.idleSince !== null && member.idleSince < (longest?.idleSince ?? Infinity)) longest = member;
    return longest;
  }

  function nextChange(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        signal?.removeEventListener("abort", left);
        resolve();
      };
      const left = () => {
        waiting.splice(waiting.indexOf(done), 1);
        done();
      };
      waiting.push(done);
      signal?.addEventListener("abort", left, { once: true });
    });
  }

  function begin(spec: AgentSpec): HostedProcess {
    const env = { ...agentEnvironment(options.env), ...spec.env };
    let member: Member | null = null;
    const process = startAgentProcess(
      {
        ...spec,
        env,
        onEnd(end) {
          member?.stopTimer();
          if (member !== null) members.delete(member);
          wake();
          spec.onEnd(end);
        },
      },
      createWorkFolder(folder),
    );
    const end = () => {
      made.ending = true;
      return process.end();
    };
    const made: Member = {
      ending: false,
      idleSince: null,
      stopTimer: () => {},
      process: {
        ...process,
        idle() {
          if (!members.has(made) || made.ending) return;
          made.idleSince = clock.now();
          made.stopTimer();
          made.stopTimer = clock.after(idleMs(), () => void end());
          wake();
        },
        busy() {
          if (made.ending) return false;
          made.idleSince = null;
          made.stopTimer();
          return true;
        },
        end,
      },
    };
    member = made;
    members.add(made);
    return made.process;
  }

  return {
    clock,
    env: options.env,
    loopbackOnly: options.loopbackOnly,
    hasRoom,
    async start(spec, signal) {
      await swept;
      await takeRoom(signal);
      try {
        if (closed) throw cancelled();
        return begin(spec);
      } finally {
        starting -= 1;
      }
    },
    async close() {
      closed = true;
      await swept;
      for (const done of waiting.splice(0)) done();
      await Promise.all([...members].map(({ process }) => process.end()));
    },
  };
}
