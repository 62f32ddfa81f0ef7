/** One agent process: it holds several conversations, and answers in one of them at a time (backends 7). */
import type { WireEvent } from "../../protocols/wire/wire.ts";
import { failureOfEnd } from "../agents/agent-failures.ts";
import type { AgentHost } from "../agents/agent-host.ts";
import type { AgentEnd } from "../agents/agent-process.ts";
import { cancelled, createDeadlines } from "../agents/deadlines.ts";
import { createEventQueue } from "../agents/event-queue.ts";
import { fieldsOf, type Fields } from "../anthropic/shapes.ts";
import { UpstreamFailure } from "../failure.ts";
import { asList, asText } from "../json-events.ts";
import { readUsage, type ReadUsage } from "./agent-usage.ts";
import { openChannel, type Channel } from "./channel.ts";
import type { KnownAgent } from "./known-agents.ts";
import type { Takes } from "./prompt.ts";
import { sessionFacts, type SessionFacts } from "./session-facts.ts";
import { failureOfRequest } from "./turn-failures.ts";
import type { TurnReader } from "./turn-reader.ts";

/** Milliseconds until it has begun a session: some take a while. */
const startMs = 90_000;
/** Milliseconds that a cancelled turn has to end by itself. */
const cancelMs = 250;
/** Sessions that one process is begun: each costs memory. */
const mostSessions = 12;

export interface AcpSession {
  readonly process: AcpProcess;
  readonly id: string;
  readonly facts: SessionFacts;
  model: string | null;
  sum: ReadUsage["sum"];
}

export interface AcpProcess {
  readonly takes: Takes;
  /** Makes it the caller's alone; false: it answers somebody, or is gone. */
  claim(): boolean;
  release(): void;
  /** Whether another conversation may be begun in it. */
  hasRoom(): boolean;
  /** Begins a conversation, in the mode in which it does least. Throws UpstreamFailure. */
  begin(signal?: AbortSignal): Promise<AcpSession>;
  /** Has the conversation go on with this model. Throws UpstreamFailure. */
  setModel(session: AcpSession, model: string, signal: AbortSignal): Promise<void>;
  /**
   * The answer. Throws UpstreamFailure. Behind it the process is free again, or gone.
   * @param ended before its last events are handed on
   */
  ask(
    session: AcpSession,
    prompt: readonly object[],
    reader: TurnReader,
    signal: AbortSignal,
    ended: () => void,
  ): AsyncGenerator<WireEvent[]>;
  end(): Promise<void>;
  gone(): boolean;
}

export async function startAcpProcess(
  options: { name: string; host: AgentHost; agent: KnownAgent; program: string; onGone: () => void },
  signal?: AbortSignal,
): Promise<AcpProcess> {
  const { name, host, agent, program } = options;
  const named = { provider: name, title: agent.title, command: agent.command };
  let failure: UpstreamFailure | null = null;
  const whenGone = Promise.withResolvers<never>();
  whenGone.promise.catch(() => {});
  const deadlines = createDeadlines(named, host.clock, fail, whenGone.promise);
  let working = true;
  let sessions = 0;
  /** The turn that it answers. */
  let turn: { update(sessionId: unknown, update: Fields): void; fail(why: unknown): void } | null = null;
  let channel: Channel | null = null;

  const process = await host.start(
    {
      program,
      args: agent.args,
      env: agent.env ?? {},
      onLine(line) {
        deadlines.heard();
        channel?.take(line);
      },
      onEnd: (end) => over(failureOfEnd(named, end satisfies AgentEnd)),
    },
    signal,
  );
  channel = await openChannel(
    (line) => process.send(line),
    (sessionId, update) => turn?.update(sessionId, update),
  );
  const { ask, tell, close } = channel;

  function over(why: UpstreamFailure): void {
    failure ??= why;
    turn?.fail(failure);
    whenGone.reject(failure);
    channel?.close();
    options.onGone();
  }

  function fail(why: UpstreamFailure): void {
    failure ??= why;
    turn?.fail(failure);
    whenGone.reject(failure);
    void process.end();
  }

  /** A request that tells of nothing but itself. Throws UpstreamFailure. */
  async function request(method: string, params: object, left?: AbortSignal): Promise<Fields> {
    try {
      return await deadlines.within(startMs, "did not answer after its start", ask(method, params), left);
    } catch (error) {
      throw failure ?? failureOfRequest(name, agent, error);
    }
  }

  let told: Fields;
  try {
    told = await request(
      "initialize",
      {
        protocolVersion: 1,
        clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
        clientInfo: { name: "switchyard", version: "1" },
      },
      signal,
    );
    const ways = asList(told["authMethods"]).map((way) => asText(fieldsOf(way)["id"]));
    if (agent.authenticate !== undefined && ways.includes(agent.authenticate))
      await request("authenticate", { methodId: agent.authenticate }, signal);
  } catch (error) {
    await process.end();
    close();
    throw error;
  }
  const agentName = asText(fieldsOf(told["agentInfo"])["name"]);
  const capabilities = fieldsOf(fieldsOf(told["agentCapabilities"])["promptCapabilities"]);

  function release(): void {
    if (!working) return;
    working = false;
    process.idle();
  }

  /** Its own answer to the cancelling tells that it does nothing any more; without one it is ended. */
  async function cancel(sessionId: string, answered: Promise<unknown>, free: () => void): Promise<void> {
    const late = Promise.withResolvers<"late">();
    const timer = setTimeout(() => late.resolve("late"), cancelMs);
    tell("session/cancel", { sessionId });
    const first = await Promise.race([answered, late.promise]);
    clearTimeout(timer);
    if (first === "late") await process.end();
    else free();
  }

  const self: AcpProcess = {
    takes: {
      image: capabilities["image"] === true,
      embeddedContext: capabilities["embeddedContext"] === true,
    },
    claim() {
      if (working || failure !== null || !process.busy()) return false;
      working = true;
      return true;
    },
    release,
    hasRoom: () => sessions < mostSessions,
    async begin(left) {
      sessions += 1;
      const result = await request("session/new", { cwd: process.folder, mcpServers: [] }, left);
      const facts = sessionFacts(result, agent.mode);
      const id = asText(result["sessionId"]);
      if (facts.safe === null)
        throw new UpstreamFailure({
          kind: "protocol",
          message: `The provider '${name}': ${agent.title} has no mode that Switchyard knows to be safe, so it is not asked. Look for a newer version of Switchyard.`,
        });
      for (const { method, params } of facts.safe) await request(method, { sessionId: id, ...params }, left);
      return { process: self, id, facts, model: facts.model, sum: null };
    },
    async setModel(session, model, left) {
      if (session.model === model) return;
      const wanted = session.facts.models.find((each) => each.id === model);
      if (wanted === undefined) return;
      const { method, params } = wanted.setting;
      await request(method, { sessionId: session.id, ...params }, left);
      session.model = model;
    },
    async *ask(session, prompt, reader, left, ended) {
      const events = createEventQueue<WireEvent>();
      const mine = {
        update(sessionId: unknown, update: Fields) {
          if (sessionId === session.id) events.push(reader.update(update));
        },
        fail: (why: unknown) => events.fail(why),
      };
      turn = mine;
      if (failure !== null) events.fail(failure);
      let freed = false;
      // Once: behind it the process is another one's.
      const free = () => {
        if (!freed) release();
        freed = true;
      };
      const leave = () => events.fail(cancelled());
      left.addEventListener("abort", leave, { once: true });
      if (left.aborted) leave();
      const stop = deadlines.watchSilence();
      process.hush();
      let answered = false;
      const answer = ask("session/prompt", { sessionId: session.id, prompt })
        .then(
          (result) => {
            const { usage, sum } = readUsage(agentName, result, session.sum);
            session.sum = sum;
            const last = reader.end(result["stopReason"], usage);
            answered = true;
            // The client may go on as soon as it sees the end.
            if (!left.aborted) {
              ended();
              free();
            }
            events.push(last);
            events.end();
          },
          (error: unknown) => {
            throw failure ?? failureOfRequest(name, agent, error, JSON.stringify(prompt));
          },
        )
        .catch((error: unknown) => events.fail(error))
        .finally(() => {
          answered = true;
        });
      try {
        yield* events.read();
      } finally {
        stop();
        left.removeEventListener("abort", leave);
        if (turn === mine) turn = null;
        if (answered) free();
        else void cancel(session.id, answer, free);
      }
    },
    end: () => process.end(),
    gone: () => failure !== null,
  };
  return self;
}
