/** Keeps a page where it is: no navigation, no windows, no permissions. Links go to the person's browser. */
import type { Session, WebContents } from "electron";
import { appOrigin } from "./app-protocol.ts";
import { isExternalLink } from "./external-link.ts";

// Copying the base URL is the one thing a page may ask the system for.
const allowedPermissions: readonly string[] = ["clipboard-sanitized-write"];

export function lockNavigation(contents: WebContents, openExternal: (url: string) => void): void {
  contents.on("will-navigate", (event) => {
    if (!event.url.startsWith(`${appOrigin}/`)) event.preventDefault();
  });
  contents.on("will-frame-navigate", (event) => {
    if (!event.isMainFrame) event.preventDefault();
  });
  contents.on("will-redirect", (event) => event.preventDefault());
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isExternalLink(url)) openExternal(url);
    return { action: "deny" };
  });
}

export function lockPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(allowedPermissions.includes(permission)),
  );
  session.setPermissionCheckHandler((_contents, permission) => allowedPermissions.includes(permission));
  session.setDevicePermissionHandler(() => false);
  session.on("will-download", (event) => event.preventDefault());
}
