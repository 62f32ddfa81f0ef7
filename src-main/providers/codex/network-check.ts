/** The way to each upstream host, hop by hop: proxy, name, connection, encryption, answer, clock. */
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import net from "node:net";
import { request } from "undici";
import type { NetworkFinding, NetworkRoute } from "../../../src-shared/contract/network.ts";
import type { Settings } from "../../../src-shared/settings.ts";
import type { Outbound } from "../../network/outbound.ts";
import { maskProxy, portOf } from "../../network/proxy-address.ts";
import { readCaFile } from "../../network/trust.ts";
import type { UpstreamHosts } from "../../network/upstream-hosts.ts";
import { codeOf, ConnectionError, connectionErrorIn } from "../../network/connection-error.ts";
import { classifyAnswer } from "./failure.ts";
import { clientHeaders } from "./identity.ts";

/** Milliseconds. */
const patienceMs = 10_000;
/** Milliseconds a clock may be wrong before tokens seem to expire at the wrong time. */
const skewMs = 60_000;

export interface NetworkFacts {
  network: Settings["network"];
  hosts: UpstreamHosts;
  exit: Outbound;
  /** Whose way; everybody's when left out. */
  accountId?: string | undefined;
  /** Also asked for when embeddings go there. */
  platform: boolean;
  signal: AbortSignal;
}

const maker =
  (state: NetworkFinding["state"]) =>
  (name: string, message: string, advice = ""): NetworkFinding => ({ name, state, message, advice });
const [ok, note, bad] = [maker("ok"), maker("note"), maker("bad")];

/** Where a request to the backend would go now. */
export async function lookAtRoute({
  hosts,
  exit,
  accountId,
}: Pick<NetworkFacts, "hosts" | "exit" | "accountId">): Promise<NetworkRoute> {
  try {
    const { route, source } = await exit.route(new URL(hosts.codex), accountId);
    return { source, ways: route.map(shown), problem: null };
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    return { source: accountId === undefined ? "environment" : "account", ways: [], problem: error.message };
  }
}

export async function lookAtNetwork(facts: NetworkFacts): Promise<NetworkFinding[]> {
  const { network, hosts, platform } = facts;
  const targets = [
    // Without a login the backend says 401: that is far enough.
    { address: `${hosts.codex}/codex/models?client_version=${network.clientVersion}`, pages: false },
    { address: `${hosts.auth}/`, pages: true },
    ...(platform ? [{ address: `${hosts.platform}/models`, pages: false }] : []),
  ];
  const clocks: number[] = [];
  const findings = [await proxyFinding(facts), ...caFinding(network.caFile)];
  const tried = new Map<string, boolean>();
  for (const { address, pages } of targets) {
    const url = new URL(address);
    const { hops, open } = await hopsTo(url, facts, tried);
    findings.push(...hops);
    if (!open) continue;
    const answer = await answerOf(url, pages, facts);
    if (answer.skew !== null) clocks.push(answer.skew);
    findings.push(answer.finding);
  }
  return [...findings, ...clockFinding(clocks)];
}

const sources: Record<NetworkRoute["source"], string> = {
  none: "the settings say none",
  environment: "by the environment",
  system: "by the system's settings",
  custom: "by network.proxyUrl",
  account: "by the account",
};

async function proxyFinding(facts: NetworkFacts): Promise<NetworkFinding> {
  const { source, ways, problem } = await lookAtRoute(facts);
  if (problem !== null) return bad("Proxy", problem, "Correct it: switchyard config get network.proxy");
  const words = ways.map((way) => way ?? "direct").join(", then ");
  const shownWords = words === "direct" ? "None: the way out is direct" : words;
  const message = `${shownWords} (${sources[source]})`;
  if (facts.network.proxy === "system" && source === "environment" && facts.accountId === undefined)
    return note(
      "Proxy",
      `${message}: the system's own settings cannot be read here, or are left to a script.`,
      "If that is not the right way: switchyard config set network.proxyUrl http://host:port, and network.proxy custom",
    );
  return ok("Proxy", `${message}.`);
}

function caFinding(file: string | null): NetworkFinding[] {
  if (file === null) return [];
  try {
    const count = readCaFile(file).length;
    return [ok("CA file", `${count} ${count === 1 ? "certificate" : "certificates"} (${file})`)];
  } catch (error) {
    const message = error instanceof ConnectionError ? error.message : String(error);
    return [
      bad("CA file", message, "Name another with network.caFile, or: switchyard config reset network.caFile"),
    ];
  }
}

/** Without name and password. */
function shown(way: URL | null): string | null {
  return way === null ? null : maskProxy(way.href).replace(/\/$/, "");
}

/** The first hop of each way; `open` when one of them can be connected to. A proxy is tried once. */
async function hopsTo(
  url: URL,
  { exit, accountId }: NetworkFacts,
  tried: Map<string, boolean>,
): Promise<{ hops: NetworkFinding[]; open: boolean }> {
  let route;
  try {
    ({ route } = await exit.route(url, accountId));
  } catch (error) {
    // Told with the proxy.
    if (error instanceof ConnectionError) return { hops: [], open: false };
    throw error;
  }
  const hops = [];
  let open = false;
  for (const way of route) {
    const before = way === null ? undefined : tried.get(way.href);
    if (before === undefined) {
      const hop = await hopTo(way ?? url, way === null ? url.host : `Proxy ${way.host}`);
      hops.push(hop);
      if (way !== null) tried.set(way.href, hop.state === "ok");
    }
    open ||= before ?? hops.at(-1)?.state === "ok";
  }
  return { hops, open };
}

/** Name and connection. What is encrypted is seen by the answer. */
async function hopTo(first: URL, name: string): Promise<NetworkFinding> {
  const port = portOf(first);
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
      `The name ${host} is not found (${codeOf(error) ?? "unknown"}).`,
      "Check the internet connection and the DNS server.",
    );
  }
  const socket = net.connect({ host, port });
  const patience = AbortSignal.timeout(patienceMs);
  try {
    await once(socket, "connect", { signal: patience });
    steps.push(`connected ${since()}`);
  } catch (error) {
    socket.on("error", () => {});
    const code = patience.aborted ? "ETIMEDOUT" : (codeOf(error) ?? "unknown");
    return bad(name, `No connection to port ${port} (${code}).`, firewallAdvice);
  } finally {
    socket.destroy();
  }
  return ok(name, steps.join(", "));
}

const firewallAdvice = "Check firewall and proxy: switchyard config get network.proxy";

async function answerOf(
  url: URL,
  pages: boolean,
  { exit, accountId, network, signal }: NetworkFacts,
): Promise<{ finding: NetworkFinding; skew: number | null }> {
  const name = `${url.host} answers`;
  const started = performance.now();
  try {
    const answer = await request(url, {
      dispatcher: exit.dispatcher(accountId),
      headers: clientHeaders(network.clientVersion),
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    });
    const { statusCode: status, headers } = answer;
    const body = await answer.body.text();
    const ms = Math.round(performance.now() - started);
    const skew = skewOf(headers["date"], Date.now());
    return { finding: wordsFor(name, { status, headers, body, pages, ms }), skew };
  } catch (error) {
    return { finding: noAnswer(name, error), skew: null };
  }
}

function noAnswer(name: string, error: unknown): NetworkFinding {
  const way = connectionErrorIn(error);
  if (way !== null) return bad(name, way.message, adviceFor(way));
  const code = codeOf(error) ?? (error instanceof Error ? error.name : "unknown");
  return /CERT|ERR_TLS|ERR_SSL|EPROTO/.test(code)
    ? bad(
        name,
        `No encrypted connection (${code}).`,
        "If a firewall is intercepting TLS, set network.caFile to its CA certificate.",
      )
    : bad(name, `No answer (${code}).`, firewallAdvice);
}

function adviceFor({ kind }: ConnectionError): string {
  switch (kind) {
    case "untrusted":
      return "switchyard config set network.caFile /path/of/the/ca.pem";
    case "ca-file":
      return "switchyard config get network.caFile";
    case "proxy-password":
      return "Put name and password into the proxy's address: http://name:password@host:port";
    default:
      return firewallAdvice;
  }
}

interface Answered {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  pages: boolean;
  ms: number;
}

function wordsFor(name: string, { status, headers, body, pages, ms }: Answered): NetworkFinding {
  const blocked =
    headers["cf-mitigated"] !== undefined ||
    (!pages && status >= 400 && classifyAnswer({ status, headers, body, now: 0 }).kind === "cloudflare");
  if (blocked)
    return bad(
      name,
      `Cloudflare refuses this network (status ${status}), not the account.`,
      "Leave the VPN or data centre, or set a proxy: switchyard config set network.proxyUrl http://host:port",
    );
  if (status >= 500)
    return note(name, `Status ${status} after ${ms} ms: trouble on the other side.`, "Try again in a while.");
  return ok(name, `status ${status} after ${ms} ms`);
}

/** Milliseconds this computer is ahead of the Date header (whole seconds); null when there is none. */
function skewOf(date: string | string[] | undefined, now: number): number | null {
  const told = typeof date === "string" ? Date.parse(date) : Number.NaN;
  return Number.isNaN(told) ? null : now - told;
}

function clockFinding(skews: number[]): NetworkFinding[] {
  const [skew] = skews;
  if (skew === undefined) return [];
  const seconds = Math.round(Math.abs(skew) / 1000);
  if (Math.abs(skew) < skewMs) return [ok("Clock", "Agrees with the servers.")];
  const words = `This computer's clock is ${seconds} s ${skew > 0 ? "ahead" : "behind"}.`;
  return [
    bad("Clock", words, "Let the system set the time by itself: logins seem expired, or live too long."),
  ];
}
