/** Opens the connections of the dispatcher: by the route of the moment, with the roots of the moment. */
import type { Socket } from "node:net";
import type { SecureContext } from "node:tls";
import { buildConnector } from "undici";
import { isSocks, portOf } from "./proxy-address.ts";
import { connectThroughProxy } from "./proxy-handshake.ts";
import type { Route } from "./proxy-route.ts";
import { codeOf, ConnectionError } from "./connection-error.ts";

export interface ConnectorFacts {
  route: (target: URL) => Promise<Route>;
  /** Throws ConnectionError. */
  trust: () => SecureContext | undefined;
  /** Milliseconds for each connection and each handshake. */
  timeoutMs: number;
  /** Offers HTTP/2 to the target. */
  allowH2: boolean;
}

type Connect = buildConnector.connector;

export function createConnector({ route, trust, timeoutMs, allowH2 }: ConnectorFacts): Connect {
  // One for each set of roots: it remembers TLS sessions.
  let kept: { context: SecureContext | undefined; target: Connect; proxy: Connect } | null = null;

  function connectors() {
    const context = trust();
    if (kept === null || kept.context !== context) {
      const options = { timeout: timeoutMs, ...(context === undefined ? {} : { secureContext: context }) };
      kept = {
        context,
        target: buildConnector({ ...options, allowH2 }),
        proxy: buildConnector({ ...options, allowH2: false }),
      };
    }
    return kept;
  }

  async function open(wanted: buildConnector.Options): Promise<Socket> {
    const { target, proxy: connectToProxy } = connectors();
    const port = wanted.port || (wanted.protocol === "https:" ? "443" : "80");
    const proxies = await route(new URL(`${wanted.protocol}//${wanted.hostname}:${port}`));
    let failure: unknown;
    for (const proxy of proxies) {
      try {
        if (proxy === null) return await connected(target, wanted);
        const tunnel = await openTunnel(connectToProxy, proxy, {
          hostname: wanted.hostname,
          port: Number(port),
        });
        if (wanted.protocol !== "https:") return tunnel;
        return await connected(target, { ...wanted, httpSocket: tunnel });
      } catch (error) {
        // The first one is what the person has set.
        failure ??= untrusted(error, wanted.hostname);
        if (!(error instanceof ConnectionError && error.kind === "proxy-unreachable")) break;
      }
    }
    throw failure;
  }

  async function openTunnel(connect: Connect, proxy: URL, target: { hostname: string; port: number }) {
    let socket;
    try {
      socket = await connected(connect, {
        hostname: proxy.hostname.replaceAll(/^\[|\]$/g, ""),
        host: proxy.host,
        protocol: proxy.protocol === "https:" ? "https:" : "http:",
        port: String(portOf(proxy)),
      });
    } catch (error) {
      const known = untrusted(error, `the proxy ${proxy.host}`);
      if (known instanceof ConnectionError) throw known;
      throw new ConnectionError(
        "proxy-unreachable",
        `The proxy ${proxy.host} cannot be reached (${codeOf(error) ?? "no answer"}).`,
        error,
      );
    }
    const timer = setTimeout(() => socket.destroy(timedOut(proxy)), timeoutMs);
    const ignore = () => {};
    socket.on("error", ignore);
    try {
      await connectThroughProxy(socket, proxy, target);
      return socket;
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      clearTimeout(timer);
      if (!socket.destroyed) socket.off("error", ignore);
    }
  }

  return (wanted, callback) => {
    open(wanted).then(
      (socket) => callback(null, socket),
      (error: unknown) => callback(error instanceof Error ? error : new Error("No connection."), null),
    );
  };
}

function connected(connect: Connect, wanted: buildConnector.Options): Promise<Socket> {
  return new Promise((resolve, reject) => {
    connect(wanted, (error, socket) => (error === null ? resolve(socket) : reject(error)));
  });
}

function timedOut(proxy: URL): ConnectionError {
  return new ConnectionError(
    "proxy-unreachable",
    `The proxy ${proxy.host} ${isSocks(proxy) ? "(SOCKS5) " : ""}accepted the connection but did not answer.`,
  );
}

const unknownIssuer = new Set([
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_UNTRUSTED",
]);

/** A ConnectionError for a certificate of an unknown issuer; every other error as it is. */
function untrusted(error: unknown, who: string): unknown {
  if (error instanceof ConnectionError || !unknownIssuer.has(codeOf(error) ?? "")) return error;
  return new ConnectionError(
    "untrusted",
    `The certificate of ${who} is not trusted (${codeOf(error)}): a firewall or virus scanner may be intercepting TLS. If so, set network.caFile to its CA certificate.`,
    error,
  );
}
