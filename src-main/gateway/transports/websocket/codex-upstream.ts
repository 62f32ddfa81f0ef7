/** A session's WebSocket to the backend: opened for the account that serves, and given up for good when it fails. */
import type { IncomingHttpHeaders } from "node:http";
import { limitsFromHeaders } from "../../../providers/codex/limits.ts";
import type { Credentials } from "../../../platform/credentials.ts";
import { isAboutTheWay, type CodexSocket } from "../../../providers/codex/socket.ts";
import { UpstreamFailure } from "../../../providers/failure.ts";
import type { GatewayServices } from "../../services.ts";
import { upgradeHeaders } from "./codex-headers.ts";

export type CodexUpstream = ReturnType<typeof createCodexUpstream>;

export function createCodexUpstream(services: GatewayServices, asked: IncomingHttpHeaders) {
  let current: { accountId: string; socket: CodexSocket } | null = null;
  let overHttp = false;

  function drop(): void {
    current?.socket.close();
    current = null;
  }

  return {
    /** Null when the account is to be asked over HTTP. Throws UpstreamFailure when the account itself is refused. */
    async socketFor(credentials: Credentials, signal: AbortSignal): Promise<CodexSocket | null> {
      const { accountId } = credentials;
      if (current?.accountId === accountId && current.socket.isOpen()) return current.socket;
      // Lost while nobody listened, or the account is another one now.
      if (current?.accountId === accountId) overHttp = true;
      drop();
      if (overHttp) return null;
      const headers = upgradeHeaders(asked, services.settings.values().network.clientVersion);
      try {
        const socket = await services.codex.socket(credentials, headers, signal);
        const told = limitsFromHeaders(socket.headers);
        if (told) services.limits.note(accountId, told, "headers");
        current = { accountId, socket };
        return socket;
      } catch (error) {
        if (!(error instanceof UpstreamFailure) || !isAboutTheWay(error)) throw error;
        overHttp = true;
        return null;
      }
    },
    /** The connection broke: from now on HTTP. */
    lose: () => {
      overHttp = true;
      drop();
    },
    /** Opened anew for the next response. */
    drop,
    headers: () => current?.socket.headers ?? {},
    send: (text: string) => {
      if (current?.socket.isOpen()) current.socket.send(text);
    },
  };
}
