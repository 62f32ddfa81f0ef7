/** The processes of an agent, and the conversations that wait in them. */
import { programMissing } from "../agents/agent-failures.ts";
import type { AgentHost } from "../agents/agent-host.ts";
import { createParked } from "../agents/conversation.ts";
import { findProgram } from "../agents/find-program.ts";
import { startAcpProcess, type AcpProcess, type AcpSession } from "./acp-process.ts";
import { agentOf } from "./known-agents.ts";

export interface AcpProcesses {
  /** The session that waits for this conversation to go on, its process the caller's alone; null: there is none. */
  continued(mark: string): AcpSession | null;
  /** One that knows nothing yet, in a process that is the caller's alone. Throws UpstreamFailure. */
  fresh(signal?: AbortSignal): Promise<AcpSession>;
  park(mark: string, session: AcpSession): void;
  close(): Promise<void>;
}

/** @param program as the person has named it, asked for anew each time */
export function createAcpProcesses(name: string, host: AgentHost, program: () => string): AcpProcesses {
  const parked = createParked<AcpSession>();
  const all = new Set<AcpProcess>();
  let closed = false;

  async function start(signal?: AbortSignal): Promise<AcpProcess> {
    const wanted = program();
    const agent = agentOf(wanted, name);
    const path = await findProgram(wanted, host.env);
    if (path === null)
      throw programMissing({ provider: name, title: agent.title, command: agent.command }, wanted);
    let process: AcpProcess | null = null;
    const onGone = () => {
      if (process === null) return;
      all.delete(process);
      parked.removeAll((session) => session.process === process);
    };
    process = await startAcpProcess({ name, host, agent, program: path, onGone }, signal);
    if (!process.gone()) all.add(process);
    if (closed) void process.end();
    return process;
  }

  function claimIdle(): AcpProcess | null {
    for (const process of all) if (process.hasRoom() && process.claim()) return process;
    return null;
  }

  return {
    continued(mark) {
      const session = parked.take(mark);
      // While its process answers somebody else the conversation is told to another one.
      return session?.process.claim() ? session : null;
    },
    async fresh(signal) {
      const process = claimIdle() ?? (await start(signal));
      try {
        return await process.begin(signal);
      } catch (error) {
        void process.end();
        throw error;
      }
    },
    park(mark, session) {
      if (!session.process.gone() && !closed) parked.park(mark, session);
    },
    async close() {
      closed = true;
      await Promise.all([...all].map((process) => process.end()));
    },
  };
}
