/**
 * Serves the built window at app://switchyard/, an origin of its own, instead of file://: the page gets a
 * content security policy and cannot reach any other file.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";

export const appScheme = "app";
export const appOrigin = "app://switchyard";

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const mediaTypes: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

/** Answers one request of the window from `folder`; 404 for everything that is not a file inside it. */
export async function serveApp(folder: string, request: Pick<Request, "url" | "method">): Promise<Response> {
  const file = request.method === "GET" ? fileFor(folder, request.url) : null;
  if (file === null) return answer(404, null, ".txt");
  try {
    return answer(200, await readFile(file), path.extname(file));
  } catch {
    return answer(404, null, ".txt");
  }
}

/** The file an address stands for; null when it is not ours or leads out of the folder. */
function fileFor(folder: string, address: string): string | null {
  if (!address.startsWith(`${appOrigin}/`)) return null;
  let wanted: string;
  try {
    wanted = decodeURIComponent(new URL(address).pathname);
  } catch {
    return null;
  }
  if (wanted.includes("\0") || wanted.includes("\\")) return null;
  const file = path.join(folder, wanted === "/" ? "index.html" : wanted);
  const inside = path.relative(folder, file);
  return inside !== "" && !inside.startsWith("..") && !path.isAbsolute(inside) ? file : null;
}

function answer(status: number, body: Buffer<ArrayBuffer> | null, extension: string): Response {
  return new Response(body, {
    status,
    headers: {
      "content-type": mediaTypes[extension] ?? "application/octet-stream",
      "content-security-policy": contentSecurityPolicy,
      "x-content-type-options": "nosniff",
      "cache-control": "no-cache",
    },
  });
}
