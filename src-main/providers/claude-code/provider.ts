/**
 * The person's own Claude Code as a provider (backends 3): their program, unmodified, signed in by them, headless and
 * without tools of its own. A conversation keeps its process; one that has none is told it from the beginning.
 */
import { randomUUID } from "node:crypto";
import type { ReportedLimits } from "../../../src-shared/limits/reported-limits.ts";
import type { WireEvent } from "../../protocols/wire/wire.ts";
import type { EventStream } from "../answer.ts";
import { beyondLoopback } from "../agents/agent-failures.ts";
import { begunAnswer } from "../agents/begun-answer.ts";
import { initialEvents } from "../anthropic/events.ts";
import { fieldsOf, type Fields } from "../anthropic/shapes.ts";
import type { CreateProvider } from "../entry.ts";
import { UpstreamFailure } from "../failure.ts";
import type { Provider, TurnField } from "../provider.ts";
import { keyUnavailable } from "../unavailable.ts";
import { isModelName, type Started } from "./arguments.ts";
import type { ClaudeProcess } from "./claude-process.ts";
import { conversationMark, setupMark } from "../agents/conversation.ts";
import { createClaudeModels } from "./models.ts";
import { createProbe } from "./probe.ts";
import { createClaudeProcesses } from "./processes.ts";
import { claudeRequest, type ClaudeRequest } from "./request.ts";
import { limitsOfUsage } from "./usage.ts";

const takes: ReadonlySet<TurnField> = new Set<TurnField>(["tools", "tool_choice", "reasoning", "text"]);

/** Milliseconds between two readings of the plan's windows. */
const usageEveryMs = 10 * 60_000;

export const createClaudeCodeProvider: CreateProvider = (parts) => {
  const { slots, agents: host } = parts;
  const { name, kind } = parts.entry();
  const { clock } = host;
  const models = createClaudeModels();
  const find = createProbe({ name, program: () => parts.entry().program ?? "claude" }, host.env);
  const processes = createClaudeProcesses(name, host, find);
  let tell: ((slotId: string, limits: ReportedLimits) => void) | null = null;
  let usageReadAt = Number.NEGATIVE_INFINITY;

  function refuseNetwork(): void {
    if (!host.loopbackOnly()) throw beyondLoopback(name);
  }

  async function initialized(
    started: Started,
    setup: Pick<ClaudeRequest["setup"], "system" | "tools">,
    signal?: AbortSignal,
  ): Promise<{ process: ClaudeProcess; answer: Fields }> {
    const process = await processes.fresh(started, signal);
    try {
      const answer = await process.initialize(setup, signal);
      models.learn(answer);
      return { process, answer };
    } catch (error) {
      void process.end();
      throw error;
    }
  }

  async function toldAnew({ setup, before }: ClaudeRequest, signal: AbortSignal): Promise<ClaudeProcess> {
    const { process } = await initialized(setup, setup, signal);
    try {
      await process.replay(before, signal);
      return process;
    } catch (error) {
      void process.end();
      throw error;
    }
  }

  async function* answer(
    process: ClaudeProcess,
    request: ClaudeRequest,
    mark: string,
    slot: string,
    signal: AbortSignal,
  ): AsyncGenerator<WireEvent[]> {
    const id = randomUUID().replaceAll("-", "");
    const state = initialEvents(request.reading, clock.now(), id);
    let kept = false;
    try {
      for await (const batch of process.ask(request, state, signal)) {
        // Before its end is told: the client may go on at once.
        kept = state.ended;
        if (kept) keep(process, request, mark, slot);
        yield batch;
      }
    } finally {
      // Its end was there and nobody took it.
      if (state.ended && !kept) void process.end();
    }
  }

  function keep(process: ClaudeProcess, request: ClaudeRequest, mark: string, slot: string): void {
    const said = process.said();
    if (said === null) return void process.end();
    processes.park(conversationMark(mark, [request.last, said]), process);
    // Whoever comes with another conversation need not wait for the start.
    const { model, effort } = request.setup;
    processes.prepare({ model, effort });
    readUsage(process, slot).catch(() => {});
  }

  async function readUsage(process: ClaudeProcess, slot: string): Promise<void> {
    if (clock.now() - usageReadAt < usageEveryMs) return;
    usageReadAt = clock.now();
    const limits = limitsOfUsage((await process.usage()) ?? {});
    if (limits !== null) tell?.(slot, limits);
  }

  /** The answer from its first events on, so that a process that went meanwhile costs nothing but a new one. */
  async function events(
    request: ClaudeRequest,
    slot: string,
    signal: AbortSignal,
    connected: () => void,
  ): Promise<AsyncGenerator<WireEvent[]>> {
    const mark = conversationMark(setupMark(request.setup), request.before);
    const waiting = processes.continued(mark);
    if (waiting?.takes(request)) {
      connected();
      const events = answer(waiting, request, mark, slot, signal);
      const begun = await begunAnswer(events, () => waiting.gone(), signal);
      if (begun !== null) return begun;
    } else void waiting?.end();
    const process = await toldAnew(request, signal);
    connected();
    return answer(process, request, mark, slot, signal);
  }

  return {
    name,
    kind,
    slots,
    takes,
    models: {
      find: (id) => models.find(id),
      all: () => models.all(),
      default: () => models.default(),
      // It tells them when it starts; asking again would start it for nothing.
      async refresh(signal) {
        if (models.known()) return;
        const started = { model: models.default(), effort: null };
        const { process } = await initialized(started, { system: [], tools: [] }, signal);
        await process.end();
      },
    },
    credentials: (slotId) => Promise.resolve(slotId),
    async respond(slot, turn, _headers, signal, connected): Promise<EventStream> {
      refuseNetwork();
      if (!isModelName(turn.model))
        throw new UpstreamFailure({
          kind: "model-unavailable",
          message: `The provider '${name}' has no model of that name.`,
        });
      const owner = { provider: name, slot, model: turn.model };
      const request = claudeRequest(turn, owner, models.facts(turn.model));
      return { headers: {}, batches: await events(request, slot, signal, connected) };
    },
    async check() {
      refuseNetwork();
      const started = { model: models.default(), effort: null };
      const { process, answer } = await initialized(started, { system: [], tools: [] });
      const usage = await process.usage();
      await process.end();
      if (!isSignedIn(fieldsOf(answer["account"])))
        throw new UpstreamFailure({
          kind: "key-refused",
          message: `The provider '${name}': Claude Code is not signed in. Run \`claude auth login\` in a terminal.`,
        });
      return limitsOfUsage(usage ?? {});
    },
    tellLimits(listener) {
      tell = listener;
    },
    unavailable: (why, model) => keyUnavailable(`The provider '${name}'`, why, model),
    close: () => processes.close(),
  } satisfies Provider<string>;
};

function isSignedIn(account: Fields): boolean {
  const { tokenSource, email, subscriptionType } = account;
  return (tokenSource ?? "none") !== "none" || email !== undefined || subscriptionType !== undefined;
}
