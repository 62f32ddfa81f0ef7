/** A chat completion with n > 1: as many turns side by side, told as the choices of one answer. */
import { chatCompletion } from "../../protocols/chat/answer.ts";
import { chatTail, failChat, initialChat, stepChat, type ChatTurn } from "../../protocols/chat/stream.ts";
import { chatUsage, sumUsage, tokenUsage } from "../../protocols/wire/token-usage.ts";
import { collectTurn } from "./collect-turn.ts";
import { createEventWriter } from "../http/event-writer.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Turn } from "./run-turn.ts";

type Start = (signal: AbortSignal) => Promise<Turn>;

export async function chatChoices(
  exchange: Exchange,
  turn: ChatTurn,
  count: number,
  stream: boolean,
  start: Start,
): Promise<void> {
  const turns = Array.from({ length: count }, (_, choice) => ({ ...turn, choice }));
  // One failed choice ends them all: an answer with a choice missing is no answer.
  const failed = new AbortController();
  const signal = AbortSignal.any([exchange.signal, failed.signal]);
  try {
    await (stream
      ? streamChoices(exchange, turns, () => start(signal))
      : collectChoices(exchange, turns, () => start(signal)));
  } finally {
    failed.abort();
  }
}

async function collectChoices(
  { response }: Exchange,
  turns: ChatTurn[],
  start: () => Promise<Turn>,
): Promise<void> {
  const answers = await Promise.all(turns.map(async () => collectTurn(await start())));
  const made = answers.map(({ type, response: answer }, index) =>
    chatCompletion(turns[index] as ChatTurn, type, answer),
  );
  const usage = sumUsage(answers.map(({ response: answer }) => tokenUsage(answer.usage)));
  const choices = made.flatMap((completion) => completion["choices"] as unknown[]);
  response.json({ ...made[0], choices, ...(usage ? { usage: chatUsage(usage) } : {}) });
}

async function streamChoices(
  exchange: Exchange,
  turns: ChatTurn[],
  start: () => Promise<Turn>,
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
