/** Who asks, as far as headers tell it. Ids are the client's own here: the request log keeps none of them as they are. */
import type { IncomingHttpHeaders } from "node:http";
import type { Asker } from "../../logs/request-log.ts";
import { projectName } from "../../../src-shared/project-name.ts";

export const projectHeader = "x-switchyard-project";

/** Claude Code tells ids (clients 4.8), Codex a kind and the parent's thread (codex-backend 2.2). */
export function askerOf(headers: IncomingHttpHeaders): Asker {
  const text = (name: string) => {
    const value = headers[name];
    return typeof value === "string" && value !== "" ? value : null;
  };
  return {
    project: projectName(text(projectHeader) ?? ""),
    role: roleOf(text("x-openai-subagent")),
    agentId: text("x-claude-code-agent-id"),
    parentId: text("x-claude-code-parent-agent-id") ?? text("x-codex-parent-thread-id"),
  };
}

/** Codex's kinds are words such as `review`; anything else could be a text. */
function roleOf(kind: string | null): string | null {
  return kind !== null && /^[a-z][a-z_]{0,31}$/.test(kind) ? kind : null;
}
