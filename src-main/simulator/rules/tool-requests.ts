/** Finds the calls a prompt asks for in plain words: `call the tool NAME with {json}`, `run the command …`. */
import type { OfferedTool } from "../answers/prompt-reading.ts";
import { minimalInstance } from "./schema-instance.ts";

export interface PlannedCall {
  kind: "function" | "custom";
  name: string;
  namespace: string | null;
  /** JSON text of a function, raw input of a custom tool. */
  payload: string;
}

/** The JSON object `text` begins with, or null. */
function leadingObject(text: string): string | null {
  for (let end = text.indexOf("}"); end >= 0; end = text.indexOf("}", end + 1)) {
    const candidate = text.slice(0, end + 1);
    try {
      JSON.parse(candidate);
      return candidate;
    } catch {
      // A brace inside the object: go on to the next one.
    }
  }
  return null;
}

/** Fenced, quoted, or the rest of the line. */
function rawInput(text: string): string {
  const fenced = /^```\w*\n([\s\S]*?)```/.exec(text) ?? /^`([^`]*)`/.exec(text) ?? /^"([^"]*)"/.exec(text);
  return fenced?.[1] ?? (/^[^\n]*/.exec(text)?.[0] ?? "").trim();
}

export function makeCall(tool: OfferedTool, rest: string): PlannedCall {
  const payload =
    tool.kind === "custom"
      ? rawInput(rest)
      : ((rest.startsWith("{") ? leadingObject(rest) : null) ??
        JSON.stringify(minimalInstance(tool.parameters)));
  return { kind: tool.kind, name: tool.name, namespace: tool.namespace, payload };
}

export function findTool(tools: OfferedTool[], name: string): OfferedTool | undefined {
  return tools.find((tool) => tool.name === name || `${tool.namespace}.${tool.name}` === name);
}

const shellArguments: Record<string, (command: string) => string> = {
  exec_command: (command) => JSON.stringify({ cmd: command }),
  shell_command: (command) => JSON.stringify({ command }),
  shell: (command) => JSON.stringify({ command: ["bash", "-lc", command] }),
  Bash: (command) => JSON.stringify({ command }),
  bash: (command) => JSON.stringify({ command }),
  exec: (command) =>
    `const result = await tools.exec_command({cmd: ${JSON.stringify(command)}}); text(result)`,
};

function shellCall(tools: OfferedTool[], command: string): PlannedCall | null {
  for (const [name, write] of Object.entries(shellArguments)) {
    const tool = findTool(tools, name);
    if (tool) return { kind: tool.kind, name, namespace: tool.namespace, payload: write(command) };
  }
  return null;
}

/** Calls in the order of the text; names that are not on offer are returned apart. */
export function requestedCalls(
  text: string,
  tools: OfferedTool[],
): { calls: PlannedCall[]; unknown: string[] } {
  const calls: PlannedCall[] = [];
  const unknown: string[] = [];
  for (const match of text.matchAll(/call the tool [`"']?([\w.:-]*\w)[`"']?(?:\s+with\s+)?/gi)) {
    const name = match[1] ?? "";
    const tool = findTool(tools, name);
    if (tool) calls.push(makeCall(tool, text.slice(match.index + match[0].length)));
    else unknown.push(name);
  }
  for (const match of text.matchAll(/run the command `([^`]+)`/gi)) {
    const call = shellCall(tools, match[1] ?? "");
    if (call) calls.push(call);
    else unknown.push("exec_command");
  }
  return { calls, unknown };
}
