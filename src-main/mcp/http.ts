/** The tools over Streamable HTTP, without sessions: every request stands for itself. */
import { createMcpHandler } from "@modelcontextprotocol/server";
import { createMcpServer, type McpOptions } from "./server.ts";

/** Bodies beyond 4 MB are refused by the SDK. */
export function createMcpFetch(options: McpOptions): (request: Request) => Promise<Response> {
  return createMcpHandler(() => createMcpServer(options)).fetch;
}
