/**
 * WebSocket of /codex/v1/responses. Frames go to the backend's own WebSocket and back untouched; where that is refused
 * or lost, the session goes on over HTTP by itself, with the history it kept, and the client notices nothing.
 */
import type { IncomingHttpHeaders } from "node:http";
import type { Credentials } from "../../../platform/credentials.ts";
import type { CodexSocket } from "../../../providers/codex/socket.ts";
import { UpstreamFailure } from "../../../providers/failure.ts";
import type { GatewayServices } from "../../services.ts";
import { namedConversation } from "../../turn/conversation-key.ts";
import { problemFor } from "../../http/describe-error.ts";
import { logUnexpected } from "../../http/log-unexpected.ts";
import { onAccount, type Serving } from "../../turn/account-failover.ts";
import type { ClientSocket, Session } from "./client-socket.ts";
import { readAsk, wholeFrame, type CodexAsk } from "./codex-request.ts";
import { createHttpWay } from "./codex-http-transport.ts";
import { createNativeWay } from "./codex-websocket-transport.ts";
import { wordsFor } from "./refusal-frames.ts";
import type { CodexUpstream } from "./codex-upstream.ts";
import { asksElsewhere } from "../../codex/asks-elsewhere.ts";
import { createResponsesSession } from "./responses-session.ts";
import { createFrameRelay, type FrameRelay } from "./frame-relay.ts";
import { keepAlive } from "./keep-alive.ts";
import { answerPrewarm } from "./prewarm.ts";
import { createTurnHistory } from "./turn-history.ts";
import { patienceOf } from "../../waiting/patience.ts";

/** How an answer went. */
interface Outcome {
  relay: FrameRelay;
  /** It came to its end. */
  whole: boolean;
  /** The connection that remembers it. */
  place: CodexSocket | null;
}

export interface CodexSessionOptions {
  services: GatewayServices;
  /** Of the client's upgrade. */
  headers: IncomingHttpHeaders;
  upstream: CodexUpstream;
}

export function createCodexSession(options: CodexSessionOptions, client: ClientSocket): Session {
  const { services, headers, upstream } = options;
  const { now } = services;
  const history = createTurnHistory(services.bodyLimit);
  const askNatively = createNativeWay(upstream, history, client);
  const askOverHttp = createHttpWay(services, headers, client);

  async function attempt(
    ask: CodexAsk,
    credentials: Credentials,
    { trace }: Serving,
    newRelay: () => FrameRelay,
  ): Promise<Outcome> {
    const socket = await upstream.socketFor(credentials, client.signal);
    trace.mark("sent");
    let relay = newRelay();
    if (socket !== null) {
      const whole = await askNatively(ask, relay, socket);
      if (whole !== null) return { relay, whole, place: socket };
    }
    if (ask.prewarm) return warm(ask);
    relay = newRelay();
    const whole = await askOverHttp(wholeFrame(ask, history), ask.metadata, relay, credentials);
    return { relay, whole, place: null };
  }

  function warm(ask: CodexAsk): Outcome {
    const relay = createFrameRelay({ send: client.send, now, received() {}, limits() {}, begin() {} });
    for (const text of answerPrewarm(ask.record.row.model, now())) relay.push(text);
    return { relay, whole: true, place: null };
  }

  function relayFor(serving: Serving): FrameRelay {
    return createFrameRelay({
      send: client.send,
      now,
      received: () => serving.trace.mark("firstByte"),
      limits: (told) => services.limits.note(serving.accountId, told, "event"),
      begin() {
        serving.trace.mark("firstOutput");
        serving.answered();
      },
    });
  }

  async function finish(ask: CodexAsk, { relay, whole, place }: Outcome, serving: Serving): Promise<void> {
    const { record, previousId, input, text } = ask;
    const { id, model, usage, failure, output, outputBytes } = relay.turn;
    record.row.model ??= model;
    serving.trace.counted(usage, model);
    const wrong = whole ? failure : cutOff();
    if (client.signal.aborted) {
      await serving.end("left");
      record.finish("cancelled", 499);
    } else if (wrong !== null) {
      await serving.end({ failure: wrong });
      record.finish("failed", 200, problemFor(wrong));
    } else {
      await serving.end("ok");
      record.finish("ok", 200);
      if (id !== null)
        history.keep(id, { previousId, input, output, bytes: text.length + outputBytes, place });
    }
    // The client learns it from the connection, as it would from the backend's own.
    if (!whole) client.close(1011, "the backend's connection was lost");
  }

  function refuse(error: unknown, { record }: CodexAsk, relay: FrameRelay | undefined): void {
    if (client.signal.aborted) {
      record.finish("cancelled", 499);
      return;
    }
    const { id } = record.row;
    logUnexpected(services.logger, error, id);
    const { status, frames } = wordsFor(error, relay, now(), id);
    for (const text of frames) client.send(text);
    record.finish("failed", status, problemFor(error, id));
    if (!(error instanceof UpstreamFailure) || error.code !== "websocket_connection_limit_reached") return;
    // Nothing more can come over this connection: the client opens a new one (codex-backend 2.9).
    upstream.drop();
    client.close(1000, "connection limit reached");
  }

  let elsewhere: Session | null = null;
  return {
    async create(frame, text, record) {
      if (isElsewhere(services, frame.model)) {
        elsewhere ??= createResponsesSession({ services, headers }, client);
        return elsewhere.create(frame, text, record);
      }
      const ask = readAsk(frame, text, record);
      let relay: FrameRelay | undefined;
      const { model } = ask.record.row;
      const wish = {
        model,
        conversation: ask.conversation ?? namedConversation(headers),
        signal: client.signal,
        // Codex ends a connection that is silent for five minutes (codex-backend 2.7).
        patience: patienceOf(services, headers, () => client.send(keepAlive)),
      };
      const serve = (stripped: boolean) =>
        onAccount(
          services,
          ask.record,
          (credentials, serving) =>
            attempt({ ...ask, stripped }, credentials, serving, () => (relay = relayFor(serving))),
          wish,
        );
      try {
        // Encrypted thoughts of another account: the conversation goes on without them.
        const { value, serving } = await serve(false).catch((error: unknown) => {
          if (!(error instanceof UpstreamFailure) || error.kind !== "foreign-reasoning") throw error;
          return serve(true);
        });
        await finish(ask, value, serving);
      } catch (error) {
        refuse(error, ask, relay);
      }
    },
    other: upstream.send,
    end: upstream.drop,
  };
}

/** A prefix that nobody has is refused by who answers there. */
function isElsewhere(services: GatewayServices, model: unknown): boolean {
  try {
    return typeof model === "string" && asksElsewhere(services, model);
  } catch {
    return true;
  }
}

function cutOff(): UpstreamFailure {
  return new UpstreamFailure({
    kind: "stream-cut",
    message: "The backend's answer broke off before its end.",
  });
}
