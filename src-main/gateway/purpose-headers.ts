/**
 * What a request is for, told to the backend as Codex tells it (codex-backend 2.2): a sub-agent's kind, and whether it
 * makes memories. From the fields `subagent` and `memgen`, else from the headers of the same meaning.
 */
import type { IncomingHttpHeaders } from "node:http";
import { RequestError } from "../translate/request-error.ts";

export const subagents = ["review", "compact", "memory_consolidation", "collab_spawn"] as const;

export interface Purpose {
  subagent?: string | null | undefined;
  memgen?: boolean | null | undefined;
}

/** Throws RequestError for a kind that Codex does not know. */
export function purposeHeaders(body: Purpose, headers: IncomingHttpHeaders): Record<string, string> {
  const subagent = body.subagent ?? one(headers["x-openai-subagent"]);
  const memgen = body.memgen ?? one(headers["x-openai-memgen-request"]);
  if (subagent && !subagents.some((known) => known === subagent)) {
    throw new RequestError(`'subagent' must be one of ${subagents.join(", ")}.`, {
      param: "subagent",
      code: "invalid_value",
    });
  }
  return {
    ...(subagent ? { "x-openai-subagent": subagent } : {}),
    ...(memgen === true || memgen === "true" ? { "x-openai-memgen-request": "true" } : {}),
  };
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
