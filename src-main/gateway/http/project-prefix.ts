/** `/@NAME` in front of any route names the project a request belongs to, for tools that can send no header. */
import type { IncomingMessage } from "node:http";
import { projectHeader } from "./asker-of.ts";

/** Without the prefix, which becomes the header of the same meaning; it comes before one that was sent. */
export function takeProject(request: Pick<IncomingMessage, "url" | "headers">): void {
  const [prefix, name = ""] = /^\/@([^/?]+)(?=[/?]|$)/.exec(request.url ?? "") ?? [];
  if (prefix === undefined) return;
  const rest = (request.url ?? "").slice(prefix.length);
  request.url = rest.startsWith("/") ? rest : `/${rest}`;
  request.headers[projectHeader] = decoded(name);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
