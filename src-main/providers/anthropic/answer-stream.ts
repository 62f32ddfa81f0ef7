/** The answer to a turn as batches of events, over as many requests as the API wants to take for it (backends 8.3). */
import type { WireEvent } from "../../protocols/wire/wire.ts";
import type { RawAnswer } from "../answer.ts";
import { classifyThrown, UpstreamFailure } from "../failure.ts";
import { letGo } from "../http-call.ts";
import { createJsonEvents } from "../json-events.ts";
import { finish, isPaused, resume, stepEvents, type EventsState } from "./events.ts";
import { failureOfEvent } from "./failure.ts";
import type { Message, MessagesRequest } from "./shapes.ts";

/** More than any search takes: an endpoint that always pauses must not be asked for ever. */
const mostPauses = 12;

/**
 * Up to exactly one terminal event. Throws UpstreamFailure for every other end. `send`: asks again, with the same
 * request but for what was said meanwhile.
 */
export async function* answerStream(
  state: EventsState,
  first: RawAnswer,
  body: MessagesRequest,
  send: (body: MessagesRequest) => Promise<RawAnswer>,
  signal: AbortSignal,
): AsyncGenerator<WireEvent[]> {
  let answer = first;
  let { messages } = body;
  for (let pauses = 0; ; pauses += 1) {
    yield* readAnswer(state, answer, signal);
    if (!isPaused(state)) return;
    if (pauses === mostPauses) {
      throw new UpstreamFailure({
        kind: "protocol",
        message: "The endpoint kept pausing its answer and never finished it.",
      });
    }
    const said: Message = { role: "assistant", content: resume(state) };
    messages = [...messages, said];
    answer = await send({ ...body, messages });
  }
}

async function* readAnswer(
  state: EventsState,
  { body }: RawAnswer,
  signal: AbortSignal,
): AsyncGenerator<WireEvent[]> {
  const decoder = createJsonEvents();
  let whole = false;
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      const batch: WireEvent[] = [];
      for (const event of decoder.push(chunk)) {
        if (event === "done") continue;
        if (event["type"] === "error") throw failureOfEvent(event["error"]);
        batch.push(...stepEvents(state, event));
        whole = state.ended || (event["type"] === "message_stop" && isPaused(state));
        if (whole) break;
      }
      if (batch.length > 0) yield batch;
      if (whole) return;
    }
  } catch (error) {
    const failure = classifyThrown(error, signal);
    if (failure.kind !== "network") throw failure;
    // The connection was there and broke: to the reader that is a cut stream.
  } finally {
    letGo(body, whole);
  }
  const last = finish(state);
  if (last.length > 0) yield last;
  if (last.length > 0 || isPaused(state)) return;
  throw new UpstreamFailure({
    kind: "stream-cut",
    message: "The endpoint's answer broke off before its end.",
  });
}
