/** Tools and tool choice of the Messages API (translation 5.3). */
import { clientTools } from "./client-tools.ts";
import { blocksOf, messagesToolSchema, type MessagesBody, type MessagesTool } from "./schema.ts";
import { RequestError } from "../shared/request-error.ts";
import type { ToolNames } from "../shared/tool-names.ts";
import { qualifiesForStrict, toolParameters } from "../shared/tool-schema.ts";

export interface OfferedTools {
  tools: unknown[];
  /** undefined = leave it out: a choice without tools is refused. */
  choice: unknown;
  parallel: boolean;
  dropped: string[];
}

/** Keeps a deferring client's list from being empty; never meant to be called (clients 4.6). */
const placeholder = "DeferredToolPlaceholder";

export function offeredTools(body: MessagesBody, names: ToolNames): OfferedTools {
  const dropped: string[] = [];
  const declared = declaredTools(body);
  const hidden = hiddenTools(body, declared);
  const tools: unknown[] = [];
  for (const tool of declared) {
    if (tool.name === placeholder || hidden.has(tool.name)) continue;
    const made = wireTool(tool, names, dropped);
    if (made === null) dropped.push(`tools.${tool.name}`);
    else tools.push(made);
  }
  const choice = wireChoice(body, declared, names, tools.length > 0);
  return { tools, choice, parallel: body.tool_choice?.disable_parallel_tool_use !== true, dropped };
}

/** The tools of the request as its system messages left them: they may add and remove some on the way. */
function declaredTools(body: MessagesBody): MessagesTool[] {
  const byName = new Map<string, MessagesTool>();
  for (const tool of body.tools ?? []) declare(tool);
  for (const block of systemBlocks(body)) {
    const { tool } = block as { tool?: { type?: string; name?: string; definition?: unknown } };
    if (block.type === "tool_addition" && tool?.definition) declare(tool.definition);
    if (block.type === "tool_removal" && tool?.name) byName.delete(tool.name);
  }
  return [...byName.values()];

  function declare(tool: unknown): void {
    const { name, type } = tool as { name?: unknown; type?: unknown };
    // Toolsets of servers have no name of their own.
    const parsed = messagesToolSchema.safeParse(
      typeof name === "string" ? tool : { ...Object(tool), name: type },
    );
    if (parsed.success) byName.set(parsed.data.name, parsed.data);
  }
}

/**
 * Tools whose loading is deferred, until a search found them or they were called. Without a search that the client
 * carries out nothing could ever find them: then none is hidden.
 */
function hiddenTools(body: MessagesBody, tools: readonly MessagesTool[]): Set<string> {
  const deferred = tools.filter((tool) => tool.defer_loading === true);
  const searchable = tools.some(
    (tool) => tool.defer_loading !== true && (tool.type ?? "custom") === "custom",
  );
  if (deferred.length === 0 || !searchable || tools.some(isServerSearch)) return new Set();
  const found = new Set<string>(body.tool_choice?.name ? [body.tool_choice.name] : []);
  const searches = new Set<string>();
  for (const { content } of body.messages) {
    for (const block of blocksOf(content)) {
      if (block.type === "tool_use" && block.name) {
        found.add(block.name);
        if (/^tool_?search/i.test(block.name)) searches.add(block.id ?? "");
      } else if (block.type === "tool_result") {
        const said = blocksOf(block.content);
        for (const part of said)
          if (part.type === "tool_reference" && part.tool_name) found.add(part.tool_name);
        if (searches.has(block.tool_use_id ?? "")) {
          const text = said.map((part) => part.text ?? "").join("\n");
          for (const tool of deferred) if (names(text, tool.name)) found.add(tool.name);
        }
      } else if (block.type === "tool_addition") {
        const { tool } = block as { tool?: { name?: string } };
        if (tool?.name) found.add(tool.name);
      }
    }
  }
  return new Set(deferred.map((tool) => tool.name).filter((name) => !found.has(name)));
}

function names(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const around = `${text.charAt(at - 1)}${text.charAt(at + name.length)}`;
    if (!/[\w-]/.test(around)) return true;
  }
  return false;
}

function systemBlocks(body: MessagesBody) {
  return body.messages.flatMap(({ role, content }) => (role === "system" ? blocksOf(content) : []));
}

function isServerSearch(tool: MessagesTool): boolean {
  return tool.type?.startsWith("tool_search_tool") ?? false;
}

/** null for tools that only Anthropic's own servers can carry out. */
function wireTool(tool: MessagesTool, names: ToolNames, dropped: string[]): unknown {
  const type = tool.type ?? "custom";
  if (drawsImages(tool)) return { type: "image_generation" };
  if (type === "custom") {
    return functionTool(tool.name, tool.description ?? "", tool.input_schema, tool.strict === true, names);
  }
  if (type.startsWith("web_search_")) return searchTool(tool, dropped);
  const known = clientTools.find(({ prefix }) => type.startsWith(prefix));
  return known ? functionTool(tool.name, known.description, known.schema, false, names) : null;
}

/** Anthropic has no such tool: one of that name without parameters asks for the backend's own. */
function drawsImages({ type, name, input_schema }: MessagesTool): boolean {
  if (name !== "image_generation") return type?.startsWith("image_generation") ?? false;
  const { properties } = (input_schema ?? {}) as { properties?: unknown };
  return Object.keys(Object(properties)).length === 0;
}

function functionTool(name: string, description: string, schema: unknown, strict: boolean, names: ToolNames) {
  const parameters = toolParameters(schema);
  return {
    type: "function",
    name: names.toWire(name),
    description,
    parameters,
    strict: strict && qualifiesForStrict(parameters),
  };
}

function searchTool(tool: MessagesTool, dropped: string[]): unknown {
  const { allowed_domains, user_location } = tool as { allowed_domains?: unknown; user_location?: unknown };
  for (const field of ["max_uses", "blocked_domains"]) {
    if (tool[field] !== undefined && tool[field] !== null) dropped.push(`tools.${tool.name}.${field}`);
  }
  return {
    type: "web_search",
    ...(Array.isArray(allowed_domains) ? { filters: { allowed_domains } } : {}),
    ...(user_location ? { user_location } : {}),
  };
}

function wireChoice(
  body: MessagesBody,
  declared: readonly MessagesTool[],
  names: ToolNames,
  hasTools: boolean,
): unknown {
  const choice = body.tool_choice;
  if (!hasTools) return undefined;
  switch (choice?.type) {
    case undefined:
    case "auto":
      return "auto";
    case "any":
      return "required";
    case "none":
      return "none";
    case "tool": {
      const tool = declared.find(({ name }) => name === choice.name);
      if (!tool) {
        throw new RequestError(
          `'tool_choice.name' is "${choice.name ?? ""}", which is not among the tools.`,
          {
            param: "tool_choice.name",
          },
        );
      }
      if (drawsImages(tool)) return { type: "image_generation" };
      return tool.type?.startsWith("web_search_")
        ? { type: "web_search" }
        : { type: "function", name: names.toWire(tool.name) };
    }
  }
}
