/** One Claude Code process: told its conversation, asked, cancelled, and ended when it says nothing (backends 3). */
import type { WireEvent } from "../../protocols/wire/wire.ts";
import type { AgentEnd } from "../agents/agent-process.ts";
import type { AgentHost, HostedProcess } from "../agents/agent-host.ts";
import { failureOfEnd } from "../agents/agent-failures.ts";
import { cancelled, createDeadlines } from "../agents/deadlines.ts";
import { createEventQueue, type EventQueue } from "../agents/event-queue.ts";
import type { EventsState } from "../anthropic/events.ts";
import { fieldsOf, type Block, type Fields, type Message } from "../anthropic/shapes.ts";
import { UpstreamFailure } from "../failure.ts";
import { asList, asText } from "../json-events.ts";
import { claudeArguments, claudeEnvironment, claudeName, toolPrefix, type Started } from "./arguments.ts";
import { createChannel } from "./channel.ts";
import type { Setup } from "../agents/conversation.ts";
import { failureOfTurn, nothingTold, toldBy, wrongBilling } from "./endings.ts";
import type { FoundClaude } from "./probe.ts";
import type { LastWords } from "./request.ts";
import { createClientTools, toolManifest, type ClientTools } from "./tools.ts";
import { createClaudeTurn, type ClaudeTurn } from "./turn.ts";

/** Milliseconds until it has answered after its start. */
const startMs = 30_000;
/** Milliseconds that a cancelled turn has to end by itself. */
const cancelMs = 250;

export interface ClaudeProcess {
  readonly started: Started;
  /** Resolves with what it tells of itself. Throws UpstreamFailure, also where something else than the plan would pay. */
  initialize(setup: Pick<Setup, "system" | "tools">, signal?: AbortSignal): Promise<Fields>;
  /** Tells a conversation that went before. */
  replay(messages: readonly Message[], signal: AbortSignal): Promise<void>;
  /** Whether it can be told these words next: results of exactly the calls that it waits for, or of none. */
  takes(words: LastWords): boolean;
  /** The answer; behind its end the process waits for the next question. Throws UpstreamFailure. */
  ask(words: LastWords, state: EventsState, signal: AbortSignal): AsyncGenerator<WireEvent[]>;
  /** What was said in the last answer; null when nothing more can be asked. */
  said(): Message | null;
  /** Windows of the plan; null where they cannot be had now. */
  usage(): Promise<Fields | null>;
  idle(): void;
  /** False: it is on its way out. */
  busy(): boolean;
  end(): Promise<void>;
  gone(): boolean;
}

export async function startClaudeProcess(
  options: { name: string; host: AgentHost; found: FoundClaude; started: Started; onGone: () => void },
  signal?: AbortSignal,
): Promise<ClaudeProcess> {
  const { name, host, found, started } = options;
  let failure: UpstreamFailure | null = null;
  const whenGone = Promise.withResolvers<never>();
  whenGone.promise.catch(() => {});
  const agent = claudeName(name);
  const deadlines = createDeadlines(agent, host.clock, fail, whenGone.promise);
  let tools: ClientTools | null = null;
  let turn: { answer: ClaudeTurn; events: EventQueue<WireEvent> } | null = null;
  let waited: ClaudeTurn | null = null;
  let told = nothingTold;
  let result = Promise.withResolvers<Fields>();

  const process: HostedProcess = await host.start(
    {
      program: found.path,
      args: claudeArguments(started, found.flags),
      env: claudeEnvironment,
      onLine,
      onEnd: (end) => over(end),
    },
    signal,
  );
  const channel = createChannel(
    (line) => process.send(line),
    (requestId, request) => {
      switch (request["subtype"]) {
        case "mcp_message":
          return tools?.asked(requestId, fieldsOf(request["message"]));
        case "can_use_tool":
          return channel.answer(requestId, { behavior: "deny", message: "Nothing may be run here." });
        default:
          return channel.answer(requestId, {});
      }
    },
  );

  function onLine(line: Fields): void {
    deadlines.heard();
    if (channel.take(line)) return;
    if (line["type"] === "system" && line["subtype"] === "init") {
      const wrong = wrongBilling(name, line);
      if (wrong !== null) fail(wrong);
    }
    told = toldBy(told, line);
    if (line["type"] === "stream_event" && (line["parent_tool_use_id"] ?? null) === null) onEvent(line);
    if (line["type"] === "result") onResult(line);
  }

  function onEvent(line: Fields): void {
    if (turn === null) {
      // It goes on by itself behind its end: what it says then is nobody's.
      void process.end();
      return;
    }
    const { answer, events } = turn;
    try {
      events.push(answer.step(fieldsOf(line["event"])));
    } catch (error) {
      events.fail(error);
      return;
    }
    if (!answer.ended()) return;
    waited = answer;
    turn = null;
    events.end();
  }

  function onResult(line: Fields): void {
    const failed = line["is_error"] === true;
    if (turn !== null)
      turn.events.fail(
        failed
          ? failureOfTurn(name, line, told, host.clock.now())
          : new UpstreamFailure({
              kind: "stream-cut",
              message: `The provider '${name}': Claude Code ended its turn without an answer.`,
            }),
      );
    else if (failed) void process.end();
    told = nothingTold;
    result.resolve(line);
  }

  function fail(why: UpstreamFailure): void {
    failure ??= why;
    turn?.events.fail(failure);
    whenGone.reject(failure);
    void process.end();
  }

  function over(end: AgentEnd): void {
    failure ??= failureOfEnd(agent, end);
    turn?.events.fail(failure);
    whenGone.reject(failure);
    options.onGone();
  }

  async function cancel(): Promise<void> {
    const soon = Promise.withResolvers<void>();
    const timer = setTimeout(soon.resolve, cancelMs);
    channel.ask("interrupt").catch(() => {});
    await Promise.race([result.promise, whenGone.promise, soon.promise]).catch(() => {});
    clearTimeout(timer);
    await process.end();
  }

  function send(line: object): void {
    result = Promise.withResolvers();
    process.hush();
    process.send(line);
  }

  return {
    started,
    async initialize({ system, tools: offered }, left) {
      tools = createClientTools(offered, (id, response) => channel.answer(id, response));
      if (system.length + offered.length > 0) process.hush();
      const asked = channel.ask("initialize", {
        ...(system.length > 0 ? { systemPrompt: system } : {}),
        ...toolManifest(offered),
      });
      const answer = await deadlines
        .within(startMs, "did not answer after its start", asked, left)
        .catch((error: unknown) => {
          throw error instanceof UpstreamFailure ? error : refusedStart(name);
        });
      const wrong = wrongBilling(name, fieldsOf(answer["account"]));
      if (wrong === null) return answer;
      fail(wrong);
      throw wrong;
    },
    async replay(messages, left) {
      for (const { role, content } of messages) {
        if (role === "assistant") {
          process.hush();
          process.send({ type: "assistant", message: { role, content: content.map(asProgram) } });
          continue;
        }
        send({ type: "user", shouldQuery: false, message: { role, content } });
        await deadlines.within(startMs, "did not take the conversation", result.promise, left);
      }
    },
    takes({ last, calls }) {
      const wanted = waited?.calls.size ?? 0;
      const results = last.content.filter(({ type }) => type === "tool_result");
      if (results.length !== wanted || (wanted > 0 && calls.length !== wanted)) return false;
      return results.every((result) => calls.includes(asText(result["tool_use_id"])));
    },
    async *ask({ last, calls }, state, left) {
      // The end of the turn before.
      if (waited !== null && waited.calls.size === 0)
        await deadlines.within(startMs, "did not end its turn", result.promise, left);
      const events = createEventQueue<WireEvent>();
      const open = [...(waited?.calls ?? [])];
      waited = null;
      const answer = createClaudeTurn(state);
      turn = { answer, events };
      if (failure !== null) events.fail(failure);
      const leave = () => events.fail(cancelled());
      left.addEventListener("abort", leave, { once: true });
      if (left.aborted) leave();
      const stop = deadlines.watchSilence();
      if (open.length > 0) {
        result = Promise.withResolvers();
        tools?.give(resultsOf(last, calls, open));
      } else send({ type: "user", message: last });
      try {
        yield* events.read();
      } finally {
        stop();
        left.removeEventListener("abort", leave);
        // Behind its end it may be another one's already.
        if (!answer.ended()) {
          turn = null;
          void cancel();
        }
      }
    },
    said: () => (waited?.rests() ? { role: "assistant", content: waited.said() } : null),
    async usage() {
      // It may answer somebody meanwhile: a question that nobody waits for ends nothing.
      const late = Promise.withResolvers<null>();
      const stop = host.clock.after(startMs, () => late.resolve(null));
      const asked = channel.ask("get_usage", { skip_behaviors: true });
      try {
        return await Promise.race([asked, late.promise, whenGone.promise]);
      } catch {
        return null;
      } finally {
        stop();
      }
    },
    idle: () => process.idle(),
    busy: () => process.busy(),
    end: () => process.end(),
    gone: () => failure !== null,
  };
}

/** The client's tools are called otherwise there. */
function asProgram(block: Block): Block {
  return block.type === "tool_use" ? { ...block, name: `${toolPrefix}${String(block["name"])}` } : block;
}

/**
 * Results under the ids that the program knows: clients may have others, in the same order. Words beside them have no
 * place of their own: they ride on the last one, as the program's own do (backends 3.2).
 */
function resultsOf({ content }: Message, calls: readonly string[], open: readonly string[]): Block[] {
  const words = content.filter(({ type }) => type !== "tool_result");
  const results: Block[] = content
    .filter(({ type }) => type === "tool_result")
    .map((result) => ({ ...result, tool_use_id: open[calls.indexOf(asText(result["tool_use_id"]))] }));
  const last = results.at(-1);
  if (last === undefined || words.length === 0) return results;
  return [...results.slice(0, -1), { ...last, content: [...asList(last["content"]), ...words] }];
}

function refusedStart(name: string): UpstreamFailure {
  return new UpstreamFailure({
    kind: "protocol",
    message: `The provider '${name}': Claude Code does not take what Switchyard tells it at its start. Look for a newer version of Switchyard, or of Claude Code.`,
  });
}
