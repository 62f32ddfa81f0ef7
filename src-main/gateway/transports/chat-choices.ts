/** A chat completion with n > 1: as many turns side by side, told as the choices of one answer. */
import { chatCompletion } from "../../protocols/chat/answer.ts";
import type { ChatBody } from "../../protocols/chat/schema.ts";
import {
  chatTail,
  failChat,
  initialChat,
  stepChat,
  type ChatState,
  type ChatTurn,
} from "../../protocols/chat/stream.ts";
import { chatUsage, sumUsage, tokenUsage } from "../../protocols/wire/token-usage.ts";
import { createCollector } from "../../protocols/wire/collect.ts";
import { createEventWriter } from "../http/event-writer.ts";
import type { Exchange } from "../http/exchange.ts";
import { answerTurn } from "./http-answer.ts";
import type { Sink, StartedTurn } from "../turn/serve-turn.ts";

export const answerChat: Sink<ChatBody, ChatTurn, ChatState> = async (exchange, protocol, ready) => {
  const { turn, stream } = ready;
  if (turn.choices === 1) return answerTurn(exchange, protocol, ready);
  const turns = Array.from({ length: turn.choices }, (_, choice) => ({ ...turn, choice }));
  // One failed choice ends them all: an answer with a choice missing is no answer.
  const failed = new AbortController();
  const signal = AbortSignal.any([exchange.signal, failed.signal]);
  try {
    await (stream
      ? streamChoices(exchange, turns, () => ready.start(signal))
      : collectChoices(exchange, turns, () => ready.start(signal)));
  } finally {
    failed.abort();
  }
};

async function collectChoices(
  { response }: Exchange,
  turns: ChatTurn[],
  start: () => Promise<StartedTurn>,
): Promise<void> {
  const answers = await Promise.all(turns.map(async () => collected(await start())));
  const made = answers.map(({ type, response: answer }, index) =>
    chatCompletion(turns[index] as ChatTurn, type, answer),
  );
  const usage = sumUsage(answers.map(({ response: answer }) => tokenUsage(answer.usage)));
  const choices = made.flatMap((completion) => completion["choices"] as unknown[]);
  response.json({ ...made[0], choices, ...(usage ? { usage: chatUsage(usage) } : {}) });
}

async function collected({ batches }: StartedTurn) {
  const collector = createCollector();
  for await (const batch of batches) for (const event of batch) collector.push(event);
  return { type: collector.terminalType() ?? "", response: collector.response() ?? {} };
}

async function streamChoices(
  exchange: Exchange,
  turns: ChatTurn[],
  start: () => Promise<StartedTurn>,
): Promise<void> {
  const writer = createEventWriter(exchange.response, {});
  const states = turns.map(initialChat);
  try {
    await Promise.all(
      states.map(async (state) => {
        for await (const batch of (await start()).batches) {
          await writer.write(batch.map((event) => stepChat(state, event)).join(""));
        }
      }),
    );
    const [first] = states;
    writer.end(first ? chatTail(first, exchange.record.row.tokens) : "");
  } catch (error) {
    if (!writer.begun() || exchange.signal.aborted) throw error;
    exchange.fail(error);
    // The choice that is first may be whole already: the error is still the last word of the answer.
    const last = initialChat(turns[0] as ChatTurn);
    writer.end(failChat(last, exchange.describe(error).body));
  }
}
