/**
 * What a request is for, told to the backend as Codex tells it (codex-backend 2.2): a sub-agent's kind, and whether it
 * makes memories. From the fields `subagent` and `memgen`, else from the headers of the same meaning.
 */
import type { IncomingHttpHeaders } from "node:http";
import type { Purpose } from "../../protocols/protocol.ts";
import { RequestError } from "../../protocols/shared/request-error.ts";

const subagents = ["review", "compact", "memory_consolidation", "collab_spawn"];

/**
 * The fields are ours, so a kind we do not know is refused with a RequestError. The headers are Codex's own: they go on
 * as they came, for a newer Codex may know more kinds than we do.
 */
export function purposeHeaders(body: Purpose, headers: IncomingHttpHeaders): Record<string, string> {
  if (body.subagent && !subagents.includes(body.subagent)) {
    throw new RequestError(`'subagent' must be one of ${subagents.join(", ")}.`, {
      param: "subagent",
      code: "invalid_value",
    });
  }
  const subagent = body.subagent ?? headers["x-openai-subagent"];
  const memgen = body.memgen?.toString() ?? headers["x-openai-memgen-request"];
  return {
    ...(subagent ? { "x-openai-subagent": String(subagent) } : {}),
    ...(memgen && memgen !== "false" ? { "x-openai-memgen-request": String(memgen) } : {}),
  };
}
