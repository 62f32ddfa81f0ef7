/** /mcp: the tools for agents, over Streamable HTTP. */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Request as ExpressRequest, Response as ExpressResponse } from "express";
import type { GatewayServices } from "../services.ts";

export function mcp({ version, now, agents }: Pick<GatewayServices, "version" | "now" | "agents">) {
  let loading: Promise<(request: Request) => Promise<Response>> | null = null;
  // Most people never ask it.
  const load = () =>
    (loading ??= import("../../mcp/http.ts").then(({ createMcpFetch }) =>
      createMcpFetch({ version, now, ports: agents }),
    ));
  return async (request: ExpressRequest, response: ExpressResponse): Promise<void> => {
    const serve = await load();
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const answer = await serve(webRequest(request, gone.signal));
    response.status(answer.status);
    for (const [name, value] of answer.headers) response.setHeader(name, value);
    if (answer.body === null) response.end();
    // The client that leaves breaks it off.
    else await pipeline(answer.body as AsyncIterable<Uint8Array>, response).catch(() => {});
  };
}

function webRequest(request: ExpressRequest, signal: AbortSignal): Request {
  const { method, headers, originalUrl } = request;
  const told = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value] as [string, string]],
  );
  const body =
    method === "POST"
      ? { body: Readable.toWeb(request) as NonNullable<RequestInit["body"]>, duplex: "half" as const }
      : {};
  // Who may ask was decided before any route; the name in the address decides nothing.
  return new Request(`http://127.0.0.1${originalUrl}`, { method, headers: told, signal, ...body });
}
