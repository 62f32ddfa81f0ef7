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

/** @returns the client, or null when this is a browser that was given no token */
export async function connect(): Promise<AdminClient | null> {
  if (insideApp) return createORPCClient(new PortLink({ port: await receivePort() }));
  const token = takeToken();
  if (token === null) return null;
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

/** Moves the token out of the address, where it could be copied or bookmarked, into this tab. */
function takeToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token === null || token === "") return sessionStorage.getItem(tokenKey);
  sessionStorage.setItem(tokenKey, token);
  history.replaceState(null, "", `${location.pathname}${location.search}#/`);
  return token;
}
