/** Tools and the choice among them (backends 8.3), and how their names are read again in the answer. Pure. */
import { unusable } from "./content.ts";
import type { Quirks } from "./quirks.ts";
import { asList, asText } from "../json-events.ts";
import { fieldsOf, type Block, type Fields } from "./shapes.ts";

/** A tool of the client, as an answer's item names it. */
export interface ClientTool {
  name: string;
  namespace?: string;
  /** custom: takes text instead of an object. search: finds tools of the client that are not offered yet. */
  kind: "function" | "custom" | "search";
}

export interface OfferedTools {
  tools: Block[];
  /** By the name that the API knows. */
  clientTools: ReadonlyMap<string, ClientTool>;
  /** null: the model decides, or there is nothing to choose from. */
  choice: { type: "auto" | "any" | "none" } | { type: "tool"; name: string } | null;
}

/** `input`: of the turn; tools that were found or added on the way stand in it. */
export function offeredTools(
  tools: readonly unknown[],
  input: readonly unknown[],
  wanted: unknown,
  quirks: Quirks,
): OfferedTools {
  const made: Block[] = [];
  let search: Block | null = null;
  const clientTools = new Map<string, ClientTool>();
  const add = (tool: Fields, namespace?: string) => {
    const name = asText(tool["name"]);
    const known = apiName(name, namespace);
    if (clientTools.has(known)) return;
    const kind = tool["type"] === "custom" ? "custom" : tool["type"] === searchTools ? "search" : "function";
    clientTools.set(known, { name, kind, ...(namespace === undefined ? {} : { namespace }) });
    made.push(kind === "custom" ? customTool(tool, known) : functionTool(tool, known, quirks));
  };
  for (const each of [...tools, ...input.flatMap(toolsOfItem)]) {
    const tool = fieldsOf(each);
    const type = asText(tool["type"]);
    if (type === "function" || type === "custom") add(tool);
    else if (type === "namespace")
      for (const inner of asList(tool["tools"])) add(fieldsOf(inner), asText(tool["name"]));
    else if (type === searchTools) add({ ...tool, name: searchTools });
    else if (type === "web_search") {
      // Searches of the API are live ones: a client that wants none is offered none.
      if (quirks.web_search && tool["external_web_access"] !== false) search = searchTool(tool);
    } else if (type !== drawing) throw unusable(`tools of the type '${type}'`);
  }
  // One of the client's that is called so is meant.
  if (search !== null && !clientTools.has(searchName)) made.push(search);
  return chosen({ tools: made, clientTools, choice: null }, wanted);
}

/** A call's name in the history, or in a choice. */
export function apiName(name: string, namespace: unknown): string {
  return typeof namespace === "string" && namespace !== "" ? `${namespace}__${name}`.slice(0, 128) : name;
}

const searchName = "web_search";
/** Of Codex, and carried out by it. */
export const searchTools = "tool_search";
/** Of the gateway's settings and Codex: nothing here draws, and no client waits for it. */
const drawing = "image_generation";

function toolsOfItem(item: unknown): readonly unknown[] {
  const { type, tools } = fieldsOf(item);
  return type === "tool_search_output" || type === "additional_tools" ? asList(tools) : [];
}

function functionTool(tool: Fields, name: string, quirks: Quirks): Block {
  return {
    name,
    ...(asText(tool["description"]) === "" ? {} : { description: tool["description"] }),
    input_schema: tool["parameters"] ?? { type: "object", properties: {} },
    ...(tool["strict"] === true && quirks.strict ? { strict: true } : {}),
  } as unknown as Block;
}

function customTool(tool: Fields, name: string): Block {
  const format = fieldsOf(tool["format"]);
  const grammar = asText(format["definition"]);
  const rule =
    grammar === "" ? "" : `\n\nThe input must match this ${asText(format["syntax"])} grammar:\n${grammar}`;
  return {
    name,
    description: asText(tool["description"]) + rule,
    input_schema: { type: "object", properties: { input: { type: "string" } }, required: ["input"] },
  } as unknown as Block;
}

function searchTool(tool: Fields): Block {
  const { allowed_domains: domains } = fieldsOf(tool["filters"]);
  return {
    type: "web_search_20250305",
    name: searchName,
    ...(asList(domains).length > 0 ? { allowed_domains: domains } : {}),
    ...(tool["user_location"] ? { user_location: tool["user_location"] } : {}),
  };
}

function chosen(offered: OfferedTools, wanted: unknown): OfferedTools {
  if (offered.tools.length === 0) return offered;
  if (wanted === "none") return { ...offered, choice: { type: "none" } };
  if (wanted === "required") return { ...offered, choice: { type: "any" } };
  const { type, name, namespace, mode, tools } = fieldsOf(wanted);
  if (type === "function" || type === "custom")
    return { ...offered, choice: { type: "tool", name: apiName(asText(name), namespace) } };
  if (type === "web_search") return { ...offered, choice: { type: "tool", name: searchName } };
  if (type === "allowed_tools") {
    // The API knows no such choice: what is not allowed is not offered.
    const allowed = new Set(
      asList(tools).map((tool) => {
        const { type: kind, name: known, namespace: space } = fieldsOf(tool);
        return kind === "web_search" ? searchName : apiName(asText(known), space);
      }),
    );
    const kept = offered.tools.filter((tool) => allowed.has(asText(tool["name"])));
    return { ...offered, tools: kept, choice: mode === "required" ? { type: "any" } : null };
  }
  return offered;
}
