/** WebSocket of /v1/responses: the events of the public API as frames, translated as over HTTP. */
import type { IncomingHttpHeaders } from "node:http";
import type { RequestRecord } from "../../../logs/request-log.ts";
import { openaiError } from "../../../protocols/shared/error-answer.ts";
import { responsesFields } from "../../../protocols/responses/fields.ts";
import { parseResponsesBody, type ResponsesBody } from "../../../protocols/responses/request.ts";
import { failResponses, initialResponses, stepResponses } from "../../../protocols/responses/stream.ts";
import type { WireResponse } from "../../../protocols/wire/wire.ts";
import type { GatewayServices } from "../../http/app.ts";
import { describeError, problemFor } from "../../http/describe-error.ts";
import { logUnexpected } from "../../http/log-unexpected.ts";
import { fullInput, type KnownResponses } from "../../turn/response-history.ts";
import { createResponseStore } from "../../turn/response-store.ts";
import { recordTurn } from "../../turn/record-turn.ts";
import { prepareResponses, storedResponse } from "../../turn/responses-turn.ts";
import { startTurn } from "../../turn/run-turn.ts";
import type { ClientSocket, Session } from "./client-socket.ts";
import { publicErrorFrame } from "./error-frame.ts";
import { parseFrame } from "./frame-type.ts";
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
  const known: KnownResponses = {
    get: (id) => own.get(id) ?? services.responses.get(id),
    item: (id) => own.item(id) ?? services.responses.item(id),
  };

  function warm(body: ResponsesBody, record: RequestRecord): void {
    const { input } = fullInput(body, known);
    const frames = answerPrewarm(body.model ?? null, services.now());
    for (const text of frames) client.send(text);
    const { response } = (parseFrame(frames.at(-1) ?? "") ?? {}) as { response?: WireResponse };
    own.keep(storedResponse(response ?? {}, input, null, body.input));
    record.finish("ok", 200);
  }

  async function respond(body: ResponsesBody, record: RequestRecord): Promise<void> {
    const { model, history, translated, turn } = prepareResponses(services, headers, body, known);
    recordTurn(record, {
      model,
      asked: body.model,
      stream: true,
      dropped: translated.dropped,
      body,
      fields: responsesFields,
    });
    const started = await startTurn(
      services,
      record,
      translated.request,
      {},
      client.signal,
      history.accountId,
    );
    const state = initialResponses(turn);
    try {
      for await (const batch of started.batches) {
        for (const event of batch) sendEvent(stepResponses(state, event));
        await client.drained();
      }
      const store = turn.kept ? services.responses : own;
      store.keep(storedResponse(state.lastResponse, history.input, record.row.accountId, body.input));
      record.finish("ok", 200);
    } catch (error) {
      const { id } = record.row;
      if (!client.signal.aborted) logUnexpected(services.logger, error, id);
      sendEvent(failResponses(state, openaiError(describeError(error, id)).body.error));
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
        const body = parseResponsesBody(fields);
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
