/** Tools and the choice among them (backends 8.3), and how their names are read again in the answer. Pure. */
import { unusable } from "./content.ts";
import type { Quirks } from "./quirks.ts";
import { fieldsOf, listOf, textOf, type Block, type Fields } from "./shapes.ts";

/** A tool of the client, as an answer's item names it. */
export interface ClientTool {
  name: string;
  namespace?: string;
  /** Takes text instead of an object. */
  custom: boolean;
}

export interface OfferedTools {
  tools: Block[];
  /** By the name that the API knows. */
  clientTools: ReadonlyMap<string, ClientTool>;
  /** null: the model decides, or there is nothing to choose from. */
  choice: { type: "auto" | "any" | "none" } | { type: "tool"; name: string } | null;
}

/** Of Codex and the gateway's settings: nothing here carries them out, and no client waits for them. */
const withoutThem = new Set(["image_generation", "tool_search"]);

export function offeredTools(tools: readonly unknown[], wanted: unknown, quirks: Quirks): OfferedTools {
  const made: Block[] = [];
  let search: Block | null = null;
  const clientTools = new Map<string, ClientTool>();
  const add = (tool: Fields, namespace?: string) => {
    const name = textOf(tool["name"]);
    const known = apiName(name, namespace);
    const custom = tool["type"] === "custom";
    clientTools.set(known, { name, custom, ...(namespace === undefined ? {} : { namespace }) });
    made.push(custom ? customTool(tool, known) : functionTool(tool, known, quirks));
  };
  for (const each of tools) {
    const tool = fieldsOf(each);
    const type = textOf(tool["type"]);
    if (type === "function" || type === "custom") add(tool);
    else if (type === "namespace")
      for (const inner of listOf(tool["tools"])) add(fieldsOf(inner), textOf(tool["name"]));
    else if (type === "web_search") {
      if (quirks.web_search) search = searchTool(tool);
    } else if (!withoutThem.has(type)) throw unusable(`tools of the type '${type}'`);
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

function functionTool(tool: Fields, name: string, quirks: Quirks): Block {
  return {
    name,
    ...(textOf(tool["description"]) === "" ? {} : { description: tool["description"] }),
    input_schema: tool["parameters"] ?? { type: "object", properties: {} },
    ...(tool["strict"] === true && quirks.strict ? { strict: true } : {}),
  } as unknown as Block;
}

function customTool(tool: Fields, name: string): Block {
  const format = fieldsOf(tool["format"]);
  const grammar = textOf(format["definition"]);
  const rule =
    grammar === "" ? "" : `\n\nThe input must match this ${textOf(format["syntax"])} grammar:\n${grammar}`;
  return {
    name,
    description: textOf(tool["description"]) + rule,
    input_schema: { type: "object", properties: { input: { type: "string" } }, required: ["input"] },
  } as unknown as Block;
}

function searchTool(tool: Fields): Block {
  const { allowed_domains: domains } = fieldsOf(tool["filters"]);
  return {
    type: "web_search_20250305",
    name: searchName,
    ...(listOf(domains).length > 0 ? { allowed_domains: domains } : {}),
    ...(tool["user_location"] ? { user_location: tool["user_location"] } : {}),
  };
}

function chosen(offered: OfferedTools, wanted: unknown): OfferedTools {
  if (offered.tools.length === 0) return offered;
  if (wanted === "none") return { ...offered, choice: { type: "none" } };
  if (wanted === "required") return { ...offered, choice: { type: "any" } };
  const { type, name, namespace, mode, tools } = fieldsOf(wanted);
  if (type === "function" || type === "custom")
    return { ...offered, choice: { type: "tool", name: apiName(textOf(name), namespace) } };
  if (type === "web_search") return { ...offered, choice: { type: "tool", name: searchName } };
  if (type === "allowed_tools") {
    // The API knows no such choice: what is not allowed is not offered.
    const allowed = new Set(
      listOf(tools).map((tool) => {
        const { type: kind, name: known, namespace: space } = fieldsOf(tool);
        return kind === "web_search" ? searchName : apiName(textOf(known), space);
      }),
    );
    const kept = offered.tools.filter((tool) => allowed.has(textOf(tool["name"])));
    return { ...offered, tools: kept, choice: mode === "required" ? { type: "any" } : null };
  }
  return offered;
}
