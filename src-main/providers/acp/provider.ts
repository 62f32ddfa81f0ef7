/**
 * An agent program of the person's as a provider (backends 7): signed in by them, in the mode in which it does least, and
 * denied whatever it asks to do. A conversation keeps its session.
 */
import { randomUUID } from "node:crypto";
import type { WireEvent } from "../../protocols/wire/wire.ts";
import { beyondLoopback } from "../agents/agent-failures.ts";
import { begunAnswer } from "../agents/begun-answer.ts";
import { conversationMark, setupMark } from "../agents/conversation.ts";
import type { EventStream } from "../answer.ts";
import type { CreateProvider } from "../entry.ts";
import { UpstreamFailure } from "../failure.ts";
import type { Provider, TurnField } from "../provider.ts";
import { keyUnavailable } from "../unavailable.ts";
import type { AcpSession } from "./acp-process.ts";
import { agentOf } from "./known-agents.ts";
import { createAcpProcesses } from "./processes.ts";
import { agentTurn, promptOf, type AgentTurn } from "./prompt.ts";
import type { SessionModel } from "./session-facts.ts";
import { createTurnReader } from "./turn-reader.ts";

/** Tools are taken to be refused in words: left out in silence the answer would be another one. */
const takes: ReadonlySet<TurnField> = new Set<TurnField>(["tools", "tool_choice", "text"]);

/** What stands for the model that the agent has chosen itself. */
const ownChoice = new Set(["auto", "default"]);

export const createAcpProvider: CreateProvider = (parts) => {
  const { slots, agents: host } = parts;
  const { name, kind } = parts.entry();
  const program = () => parts.entry().program ?? name;
  const agent = () => agentOf(program(), name);
  const processes = createAcpProcesses(name, host, program);
  let models: readonly SessionModel[] = [];
  let asking: Promise<void> | null = null;

  function learn(session: AcpSession): AcpSession {
    models = session.facts.models;
    return session;
  }

  /** Begins a conversation without saying anything in it. */
  async function trySession(): Promise<void> {
    if (!host.loopbackOnly()) throw beyondLoopback(name);
    learn(await processes.fresh()).process.release();
  }

  async function freshFor(model: string, signal: AbortSignal): Promise<AcpSession> {
    const session = learn(await processes.fresh(signal));
    try {
      const known = session.facts.models.map(({ id }) => id);
      if (!ownChoice.has(model) && !known.includes(model)) throw unknownModel(model, known);
      await session.process.setModel(session, model, signal);
      return session;
    } catch (error) {
      session.process.release();
      throw error;
    }
  }

  function unknownModel(model: string, known: readonly string[]): UpstreamFailure {
    const some = known.slice(0, 8).join(", ") || "auto";
    return new UpstreamFailure({
      kind: "model-unavailable",
      message: `The provider '${name}' has no model ${model}. It has ${some}${known.length > 8 ? " …" : ""}.`,
    });
  }

  async function* answer(
    session: AcpSession,
    turn: AgentTurn,
    mark: string,
    anew: boolean,
    signal: AbortSignal,
  ): AsyncGenerator<WireEvent[]> {
    const { process } = session;
    let prompt: object[];
    try {
      prompt = promptOf(turn, anew, process.takes);
    } catch (error) {
      process.release();
      throw error;
    }
    const failed = (words: string) =>
      new UpstreamFailure({
        kind: "server",
        message: `The provider '${name}': ${agent().title} ${words} Try again.`,
      });
    const reader = createTurnReader(failed, {
      id: randomUUID().replaceAll("-", ""),
      model: turn.setup.model,
      createdAt: Math.floor(host.clock.now() / 1000),
    });
    const keep = () => {
      const said = { role: "assistant" as const, content: [{ type: "text", text: reader.said() }] };
      processes.park(conversationMark(mark, [turn.last, said]), session);
    };
    yield* process.ask(session, prompt, reader, signal, keep);
  }

  async function events(
    turn: AgentTurn,
    signal: AbortSignal,
    connected: () => void,
  ): Promise<AsyncGenerator<WireEvent[]>> {
    const mark = conversationMark(setupMark(turn.setup), turn.before);
    const waiting = processes.continued(mark);
    if (waiting !== null) {
      connected();
      const going = answer(waiting, turn, mark, false, signal);
      const begun = await begunAnswer(going, () => waiting.process.gone(), signal);
      if (begun !== null) return begun;
    }
    const session = await freshFor(turn.setup.model, signal);
    connected();
    return answer(session, turn, mark, true, signal);
  }

  return {
    name,
    kind,
    slots,
    takes,
    models: {
      find: (id) => models.find((each) => each.id === id)?.view,
      all: () => models.map(({ view }) => view),
      default: () => "auto",
      // It tells them with every session; asking again would begin one for nothing.
      async refresh() {
        if (models.length > 0) return;
        asking ??= trySession().finally(() => {
          asking = null;
        });
        await asking;
      },
    },
    credentials: (slotId) => Promise.resolve(slotId),
    async respond(_slot, turn, _headers, signal, connected): Promise<EventStream> {
      if (!host.loopbackOnly()) throw beyondLoopback(name);
      const told = agentTurn(turn, name, agent().title);
      return { headers: {}, batches: await events(told, signal, connected) };
    },
    async check() {
      await trySession();
      return null;
    },
    unavailable: (why, model) => keyUnavailable(`The provider '${name}'`, why, model),
    close: () => processes.close(),
  } satisfies Provider<string>;
};
