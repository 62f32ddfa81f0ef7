/**
 * Hands the admin API to the app's pages over a message port. Only the main frame of a window of ours, at our own
 * address, is served; ports from anywhere else are closed.
 */
import type { IpcMain, IpcMainEvent, WebContents } from "electron";
import { RPCHandler } from "@orpc/server/message-port";
import type { AnyRouter } from "@orpc/server";
import { appOrigin } from "./app-protocol.ts";

export type PortSender = Pick<IpcMainEvent, "sender" | "senderFrame">;

export function isOwnWindow({ sender, senderFrame }: PortSender, own: readonly WebContents[]): boolean {
  if (!own.includes(sender) || !senderFrame) return false;
  return senderFrame.parent === null && senderFrame.url.startsWith(`${appOrigin}/`);
}

export function serveRpcPorts(
  ipcMain: Pick<IpcMain, "on">,
  router: AnyRouter,
  ownContents: () => WebContents[],
): void {
  const handler = new RPCHandler(router);
  ipcMain.on("switchyard:port", (event) => {
    const [port, ...more] = event.ports;
    if (port === undefined || more.length > 0 || !isOwnWindow(event, ownContents())) {
      for (const refused of event.ports) refused.close();
      return;
    }
    handler.upgrade(port);
    port.start();
  });
}
