/** The way to each upstream host, hop by hop: proxy, name, connection, encryption, answer, clock. */
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";
import { request, type Dispatcher } from "undici";
import type { Settings } from "../../../src-shared/settings.ts";
import { createDispatcher } from "../../platform/dispatcher.ts";
import { upstreamHosts } from "../../platform/upstream-hosts.ts";
import { classifyAnswer } from "../../upstream/failure.ts";
import { clientHeaders } from "../../upstream/identity.ts";
import { findingsOf, type Finding } from "./finding.ts";
import { proxyFor } from "./proxy-for.ts";

const { ok, note, bad } = findingsOf("network");
const patienceMs = 10_000;
/** Milliseconds a clock may be wrong before tokens seem to expire at the wrong time. */
const skewMs = 60_000;

export interface NetworkFacts {
  network: Settings["network"];
  env: NodeJS.ProcessEnv;
  /** Also asked for when embeddings go there. */
  platform: boolean;
  signal: AbortSignal;
}

export async function lookAtNetwork({ network, env, platform, signal }: NetworkFacts): Promise<Finding[]> {
  const hosts = upstreamHosts(env);
  const targets = [
    // Without a login the backend says 401: that is far enough.
    { address: `${hosts.codex}/codex/models?client_version=${network.clientVersion}`, pages: false },
    { address: `${hosts.auth}/`, pages: true },
    ...(platform ? [{ address: `${hosts.platform}/models`, pages: false }] : []),
  ];
  const dispatcher = createDispatcher(network, env);
  const clocks: number[] = [];
  const findings = [proxyFinding(network, env, hosts.codex)];
  try {
    for (const { address, pages } of targets) {
      const url = new URL(address);
      const hop = await hopTo(url, proxyFor(url, network, env));
      if (hop.state !== "ok") {
        findings.push(hop);
        continue;
      }
      const answer = await answerOf(url, { dispatcher, network, signal, pages });
      if (answer.skew !== null) clocks.push(answer.skew);
      findings.push(hop, answer.finding);
    }
  } finally {
    await dispatcher.destroy();
  }
  return [...findings, ...clockFinding(clocks)];
}

function proxyFinding(network: Settings["network"], env: NodeJS.ProcessEnv, codex: string): Finding {
  const proxy = proxyFor(new URL(codex), network, env);
  return ok("Proxy", proxy === null ? "None: the way out is direct." : `${proxy.protocol}//${proxy.host}`);
}

/** Name, connection and (without a proxy, which does it itself) encryption. */
async function hopTo(url: URL, proxy: URL | null): Promise<Finding> {
  const first = proxy ?? url;
  const name = proxy === null ? url.host : `Proxy ${proxy.host}`;
  const secure = first.protocol === "https:";
  const port = Number(first.port || { "https:": 443, "http:": 80 }[first.protocol] || 1080);
  const host = first.hostname.replaceAll(/^\[|\]$/g, "");
  const started = performance.now();
  const since = () => `${Math.round(performance.now() - started)} ms`;
  const steps = [];
  try {
    const { address } = await lookup(host);
    steps.push(`name → ${address} ${since()}`);
  } catch (error) {
    return bad(
      name,
      `The name ${host} is not found (${codeOf(error)}).`,
      "Check the internet connection and the DNS server.",
    );
  }
  try {
    const socket = await opened(net.connect({ host, port }));
    steps.push(`connected ${since()}`);
    if (!secure) socket.destroy();
    else {
      const encrypted = tls.connect({ socket, servername: net.isIP(host) ? "" : host });
      await opened(encrypted, "secureConnect");
      steps.push(`encrypted (${encrypted.getProtocol() ?? "TLS"}) ${since()}`);
      encrypted.destroy();
    }
  } catch (error) {
    const certificate = /CERT|SELF_SIGNED|ISSUER|ERR_TLS/.test(codeOf(error));
    return certificate
      ? bad(
          name,
          `Its certificate is not trusted (${codeOf(error)}).`,
          "A firewall that reads along? Give its certificate in NODE_EXTRA_CA_CERTS.",
        )
      : bad(
          name,
          `No connection to port ${port} (${codeOf(error)}).`,
          "Check firewall and proxy: switchyard config get network.proxy",
        );
  }
  return ok(name, steps.join(", "));
}

async function opened<S extends net.Socket>(socket: S, event = "connect"): Promise<S> {
  const patience = AbortSignal.timeout(patienceMs);
  try {
    await once(socket, event, { signal: patience });
    return socket;
  } catch (error) {
    socket.on("error", () => {});
    socket.destroy();
    throw patience.aborted ? Object.assign(new Error("No answer."), { code: "ETIMEDOUT" }) : error;
  }
}

interface Asking {
  dispatcher: Dispatcher;
  network: Settings["network"];
  signal: AbortSignal;
  /** Answers of this host are web pages. */
  pages: boolean;
}

async function answerOf(
  url: URL,
  { dispatcher, network, signal, pages }: Asking,
): Promise<{ finding: Finding; skew: number | null }> {
  const name = `${url.host} answers`;
  const started = performance.now();
  try {
    const answer = await request(url, {
      dispatcher,
      headers: clientHeaders(network.clientVersion),
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    });
    const { statusCode: status, headers } = answer;
    const body = await answer.body.text();
    const ms = Math.round(performance.now() - started);
    const skew = skewOf(headers["date"], Date.now());
    return { finding: wordsFor(name, { status, headers, body, pages, ms }), skew };
  } catch (error) {
    const advice = "Check firewall and proxy: switchyard config get network.proxy";
    return { finding: bad(name, `No answer (${codeOf(error)}).`, advice), skew: null };
  }
}

interface Answered {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  pages: boolean;
  ms: number;
}

function wordsFor(name: string, { status, headers, body, pages, ms }: Answered): Finding {
  const blocked =
    headers["cf-mitigated"] !== undefined ||
    (!pages && status >= 400 && classifyAnswer({ status, headers, body, now: 0 }).kind === "cloudflare");
  if (blocked)
    return bad(
      name,
      `Cloudflare refuses this network (status ${status}), not the account.`,
      "Leave the VPN or data centre, or set a proxy: switchyard config set network.proxyUrl http://host:port",
    );
  if (status === 407)
    return bad(name, "The proxy wants a password (status 407).", "Put it into network.proxyUrl.");
  if (status >= 500)
    return note(name, `Status ${status} after ${ms} ms: trouble on the other side.`, "Try again in a while.");
  return ok(name, `status ${status} after ${ms} ms`);
}

/** Milliseconds this computer is ahead of the Date header (whole seconds); null when there is none. */
export function skewOf(date: string | string[] | undefined, now: number): number | null {
  const told = typeof date === "string" ? Date.parse(date) : Number.NaN;
  return Number.isNaN(told) ? null : now - told;
}

function clockFinding(skews: number[]): Finding[] {
  const [skew] = skews;
  if (skew === undefined) return [];
  const seconds = Math.round(Math.abs(skew) / 1000);
  if (Math.abs(skew) < skewMs) return [ok("Clock", "Agrees with the servers.")];
  const words = `This computer's clock is ${seconds} s ${skew > 0 ? "ahead" : "behind"}.`;
  return [
    bad("Clock", words, "Let the system set the time by itself: logins seem expired, or live too long."),
  ];
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { code, cause } = error as Error & { code?: unknown };
  if (typeof code === "string") return code;
  return cause === undefined ? error.name : codeOf(cause);
}
