/** WebSocket of /v1/responses: the events of the public API as frames, translated as over HTTP. */
import type { IncomingHttpHeaders } from "node:http";
import type { RequestRecord } from "../../../logs/request-log.ts";
import { fullInput, storedResponse } from "../../../protocols/responses/history.ts";
import { responses } from "../../../protocols/responses/index.ts";
import type { ResponsesBody } from "../../../protocols/responses/schema.ts";
import type { WireResponse } from "../../../protocols/wire/wire.ts";
import type { GatewayServices } from "../../services.ts";
import { describeError, problemFor } from "../../http/describe-error.ts";
import { logUnexpected } from "../../http/log-unexpected.ts";
import { createResponseStore } from "../../turn/response-store.ts";
import { readyTurn, type TurnMemory } from "../../turn/serve-turn.ts";
import type { ClientSocket, Session } from "./client-socket.ts";
import { publicErrorFrame } from "./error-frame.ts";
import { parseFrame } from "./frame-type.ts";
import { keepAlive } from "./keep-alive.ts";
import { answerPrewarm } from "./prewarm.ts";

export interface ResponsesSessionOptions {
  services: GatewayServices;
  /** Of the client's upgrade. */
  headers: IncomingHttpHeaders;
}

export function createResponsesSession(options: ResponsesSessionOptions, client: ClientSocket): Session {
  const { services, headers } = options;
  // What must not be kept (store: false) can be built on while the connection lives.
  const own = createResponseStore({ count: 100, bytes: services.bodyLimit() });
  const memory: TurnMemory = {
    get: (id) => own.get(id) ?? services.responses.get(id),
    item: (id) => own.item(id) ?? services.responses.item(id),
    keep: (stored, kept) => (kept ? services.responses : own).keep(stored),
  };

  function warm(body: ResponsesBody, record: RequestRecord): void {
    const { input } = fullInput(body, memory);
    const frames = answerPrewarm(body.model ?? null, services.now());
    for (const text of frames) client.send(text);
    const { response } = (parseFrame(frames.at(-1) ?? "") ?? {}) as { response?: WireResponse };
    own.keep({ ...storedResponse(response ?? {}, input, body.input), accountId: "" });
    record.finish("ok", 200);
  }

  async function respond(body: ResponsesBody, record: RequestRecord): Promise<void> {
    const ready = readyTurn(services, responses, body, {
      record,
      headers,
      memory,
      stream: true,
      alive: () => client.send(keepAlive),
    });
    const { account, batches } = await ready.start(client.signal);
    const state = responses.initial(ready.turn);
    try {
      for await (const batch of batches) {
        for (const event of batch) sendEvent(ready.step(state, event, account));
        await client.drained();
      }
      record.finish("ok", 200);
    } catch (error) {
      const { id } = record.row;
      if (!client.signal.aborted) logUnexpected(services.logger, error, id);
      sendEvent(responses.fail(state, describeError(error, id), id));
      record.finish(client.signal.aborted ? "cancelled" : "failed", 200, problemFor(error, id));
    }
  }

  // The translator words events for a stream: a frame is the data of one.
  function sendEvent(text: string): void {
    if (text !== "") client.send(text.slice(text.indexOf("\ndata: ") + "\ndata: ".length, -"\n\n".length));
  }

  return {
    async create(frame, _text, record) {
      try {
        const { type: _, generate, ...fields } = frame;
        const body = responses.parse(fields);
        if (generate === false) warm(body, record);
        else await respond(body, record);
      } catch (error) {
        const { id } = record.row;
        if (!client.signal.aborted) logUnexpected(services.logger, error, id);
        const { status, text: told } = publicErrorFrame(error, id);
        client.send(told);
        record.finish(client.signal.aborted ? "cancelled" : "failed", status, problemFor(error, id));
      }
    },
    other: () => {},
    end: () => {},
  };
}
