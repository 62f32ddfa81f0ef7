/**
 * The client's tools, as the program sees them: an MCP server that lives on the control channel (backends 3.6). A call
 * of the model waits open until the client's next request brings its result.
 */
import { fieldsOf, type Block, type Fields } from "../anthropic/shapes.ts";
import { asList, asText } from "../json-events.ts";
import { toolServer } from "./arguments.ts";

const protocolVersion = "2025-11-25";
/** Milliseconds that a client may take for a tool. */
const timeout = 3_600_000;

const initializeResult = {
  protocolVersion,
  capabilities: { tools: {} },
  serverInfo: { name: toolServer, version: "1" },
};

/** @param tools as the Messages API has them */
function toolsListResult(tools: readonly Block[]): { tools: object[] } {
  return {
    tools: tools.map(({ name, description, input_schema: schema }) => ({
      name,
      ...(description === undefined ? {} : { description }),
      inputSchema: { ...fieldsOf(schema), type: "object" },
      // Otherwise a second call is asked for only when the first was answered.
      annotations: { readOnlyHint: true },
    })),
  };
}

/** What `initialize` says of them; nothing without any. */
export function toolManifest(tools: readonly Block[]): Fields {
  if (tools.length === 0) return {};
  return {
    sdkMcpServers: [toolServer],
    sdkMcpServerConfigs: { [toolServer]: { timeout } },
    sdkMcpServerManifests: {
      [toolServer]: { initializeResult, toolsListResult: toolsListResult(tools) },
    },
  };
}

export interface ClientTools {
  /** A message of the program to the server. */
  asked(requestId: string, message: Fields): void;
  /** Results of the client, by the ids of the calls: kept until they are asked for. */
  give(results: readonly Block[]): void;
}

/** @param answer sends the server's message for a request of the channel */
export function createClientTools(
  tools: readonly Block[],
  answer: (requestId: string, response: object) => void,
): ClientTools {
  const open = new Map<string, { requestId: string; id: unknown }>();
  const given = new Map<string, Block>();

  function reply(requestId: string, id: unknown, result: object): void {
    answer(requestId, { mcp_response: { jsonrpc: "2.0", id: id ?? 0, result } });
  }

  function match(callId: string): void {
    const asked = open.get(callId);
    const result = given.get(callId);
    if (asked === undefined || result === undefined) return;
    open.delete(callId);
    given.delete(callId);
    reply(asked.requestId, asked.id, toolResult(result));
  }

  return {
    asked(requestId, { method, id, params }) {
      switch (method) {
        case "initialize":
          return reply(requestId, id, initializeResult);
        case "tools/list":
          return reply(requestId, id, toolsListResult(tools));
        case "tools/call": {
          const callId = asText(fieldsOf(fieldsOf(params)["_meta"])["claudecode/toolUseId"]);
          open.set(callId, { requestId, id });
          return match(callId);
        }
        default:
          return reply(requestId, id, {});
      }
    },
    give(results) {
      for (const result of results) {
        const callId = asText(result["tool_use_id"]);
        given.set(callId, result);
        match(callId);
      }
    },
  };
}

function toolResult({ content, is_error: failed }: Block): object {
  return { content: asList(content).flatMap(mcpPart), isError: failed === true };
}

function mcpPart(part: unknown): object[] {
  const { type, text, source } = fieldsOf(part);
  if (type === "text") return [{ type: "text", text }];
  const { type: kind, media_type: mimeType, data, url } = fieldsOf(source);
  if (type === "image" && kind === "base64") return [{ type: "image", data, mimeType }];
  if (kind === "text") return [{ type: "text", text: data }];
  if (kind === "url") return [{ type: "text", text: asText(url) }];
  return [{ type: "resource", resource: { uri: "file:///result", mimeType, blob: data } }];
}
