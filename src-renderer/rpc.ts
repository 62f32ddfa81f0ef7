/**
 * The one place that knows how the window reaches Switchyard: over a MessagePort inside Electron, over
 * HTTP with a token in a browser.
 */
import { createORPCClient } from "@orpc/client";
import { RPCLink as FetchLink } from "@orpc/client/fetch";
import { RPCLink as PortLink } from "@orpc/client/message-port";
import type { ContractRouterClient } from "@orpc/contract";
import type { contract } from "../src-shared/contract/index.ts";

export type AdminClient = ContractRouterClient<typeof contract>;

const tokenKey = "switchyard:token";

/** True where a link has to be opened for the page by the app, since the window itself never leaves home. */
export const insideApp = navigator.userAgent.includes("Electron");

/** Why a browser has no client: it came without a link, or with one that has ended. */
export type LinkMissing = "none" | "ended";

export async function connect(): Promise<AdminClient | LinkMissing> {
  if (insideApp) return createORPCClient(new PortLink({ port: await receivePort() }));
  const token = await takeSession();
  if (token === "none" || token === "ended") return token;
  return createORPCClient(
    new FetchLink({ url: new URL("/rpc", location.href), headers: { authorization: `Bearer ${token}` } }),
  );
}

/** The preload answers "switchyard:connect" with one port of a fresh channel. */
function receivePort(): Promise<MessagePort> {
  return new Promise((resolve) => {
    const receive = (event: MessageEvent<unknown>) => {
      const [port] = event.ports;
      if (event.source !== window || event.data !== "switchyard:port" || port === undefined) return;
      window.removeEventListener("message", receive);
      port.start();
      resolve(port);
    };
    window.addEventListener("message", receive);
    window.postMessage("switchyard:connect", location.origin);
  });
}

/** Exchanges the code of a link, which is good once, for a session of this tab. */
async function takeSession(): Promise<string> {
  const code = new URLSearchParams(location.hash.slice(1)).get("code");
  const known = sessionStorage.getItem(tokenKey);
  if (code === null || code === "") return known ?? "none";
  history.replaceState(null, "", `${location.pathname}${location.search}#/`);
  const answer = await fetch("/session", { method: "POST", headers: { authorization: `Bearer ${code}` } });
  // A link that was opened here before: this tab has its session.
  if (!answer.ok) return known ?? "ended";
  const { token } = (await answer.json()) as { token: string };
  sessionStorage.setItem(tokenKey, token);
  return token;
}
