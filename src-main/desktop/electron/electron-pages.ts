/** Electron's protocol, session and ipcMain: how our pages are served, and all that they may do. */
import { ipcMain, protocol, session, type WebContents } from "electron";
import type { AnyRouter } from "@orpc/server";
import { appScheme, serveApp } from "../window/app-protocol.ts";
import { lockPermissions } from "../window/navigation-lock.ts";
import { serveRpcPorts } from "../window/rpc-port.ts";

/** Before the app is ready. */
export function registerAppScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true };
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges }]);
}

/** Once the app is ready. */
export function servePages(rendererFolder: string): void {
  lockPermissions(session.defaultSession);
  protocol.handle(appScheme, (request) => serveApp(rendererFolder, request));
}

/** @param ownContents the pages that are served, and no others */
export function servePorts(router: AnyRouter, ownContents: () => WebContents[]): void {
  serveRpcPorts(ipcMain, router, ownContents);
}

/** The proxy that the system names for an address, in the words of a PAC script. Chromium runs those scripts. */
export function resolveSystemProxy(address: string): Promise<string> {
  return session.defaultSession.resolveProxy(address);
}
