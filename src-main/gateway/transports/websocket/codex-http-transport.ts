/** The way over HTTP for a Codex client's frames, when the backend has no WebSocket for it. */
import type { IncomingHttpHeaders } from "node:http";
import { limitsFromHeaders } from "../../../providers/codex/limits.ts";
import type { Credentials } from "../../../platform/credentials.ts";
import type { GatewayServices } from "../../services.ts";
import type { ClientSocket, CreateFrame } from "./client-socket.ts";
import { plainMetadata, turnHeaders } from "./codex-headers.ts";
import { refuseAnswer, relayEvents } from "./codex-turn.ts";
import type { FrameRelay } from "./frame-relay.ts";

/** `asked`: headers of the client's upgrade. */
export function createHttpWay(services: GatewayServices, asked: IncomingHttpHeaders, client: ClientSocket) {
  // What the backend gave a turn to stay in one place; good for the rest of that turn (codex-backend 2.2).
  let sticky: { turnId: unknown; state: string } | null = null;

  /** `frame` is whole: nothing in it builds on another. Resolves with whether the answer came to its end. */
  return async function ask(
    frame: CreateFrame,
    metadata: Record<string, unknown>,
    relay: FrameRelay,
    credentials: Credentials,
  ): Promise<boolean> {
    const { type: _, generate: __, client_metadata: told, ...fields } = frame;
    const body = told === undefined ? fields : { ...fields, client_metadata: plainMetadata(metadata) };
    const state = sticky?.turnId === metadata["turn_id"] ? (sticky?.state ?? null) : null;
    const { clientVersion } = services.settings.values().network;
    const headers = turnHeaders(asked, clientVersion, metadata);
    const answer = await services.codex.raw(credentials, {
      method: "POST",
      path: "/codex/responses",
      headers: state === null ? headers : { "x-codex-turn-state": state, ...headers },
      body: Buffer.from(JSON.stringify(body)),
      signal: client.signal,
    });
    const limits = limitsFromHeaders(answer.headers);
    if (limits) services.limits.note(credentials.accountId, limits, "headers");
    await refuseAnswer(answer, services.now());
    const given = answer.headers["x-codex-turn-state"];
    if (typeof given === "string") sticky = { turnId: metadata["turn_id"], state: given };
    return relayEvents(answer, relay, client.drained);
  };
}
