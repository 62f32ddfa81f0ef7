/** The rest of a body that was answered without being read: thrown away for a moment, then the connection is cut. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../platform/ports.ts";

/** Milliseconds. Cut at once, a client that still writes would never see the answer. */
const lingerMs = 2_000;

/** To be called before the request is answered. */
export function cutUnread(request: IncomingMessage, response: ServerResponse, clock: Clock): void {
  response.once("finish", () => {
    if (request.complete) return;
    request.resume();
    const { socket } = request;
    const cancel = clock.after(lingerMs, () => socket.destroy());
    request.once("end", cancel);
    socket.once("close", cancel);
  });
}
