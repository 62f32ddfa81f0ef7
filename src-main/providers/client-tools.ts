/**
 * The client's tools for protocols that know nothing but named functions: free-form tools, namespaces and Codex's search
 * for tools become functions, and a call is told by the name that the client knows. Pure.
 */
import { createHash } from "node:crypto";
import type { WireItem } from "../protocols/wire/wire.ts";
import { asList, asObject, asText, objectIn, type JsonObject } from "./json-events.ts";

/** A tool of the client, as an answer's item names it. */
export interface ClientTool {
  name: string;
  namespace?: string;
  /** custom: takes text instead of an object. search: finds tools of the client that are not offered yet. */
  kind: "function" | "custom" | "search";
}

/** By the name that the provider knows. */
export type ClientTools = ReadonlyMap<string, ClientTool>;

export interface OfferedTool {
  /** That the provider is told. */
  name: string;
  kind: ClientTool["kind"];
  /** As the client described it. */
  tool: JsonObject;
}

export interface ToolsOfTurn {
  offered: OfferedTool[];
  clientTools: ClientTools;
  /** What a provider would have to run itself: searches, drawing. */
  hosted: JsonObject[];
}

/** The one parameter that a free-form tool has as a function. */
export const freeFormField = "input";
/** Of Codex, and carried out by it. */
const searchTools = "tool_search";
/** Characters of a name, at the strictest of the providers. */
const longestName = 64;

/** `input`: of the turn; tools that were found or added on the way stand in it, and are offered from then on. */
export function toolsOfTurn(tools: readonly unknown[], input: readonly unknown[]): ToolsOfTurn {
  const offered: OfferedTool[] = [];
  const clientTools = new Map<string, ClientTool>();
  const hosted: JsonObject[] = [];
  const add = (tool: JsonObject, namespace?: string) => {
    const type = tool["type"];
    if (type === "namespace") {
      for (const inner of asList(tool["tools"])) add(asObject(inner) ?? {}, asText(tool["name"]));
      return;
    }
    if (type !== "function" && type !== "custom" && type !== searchTools) {
      hosted.push(tool);
      return;
    }
    const kind = type === searchTools ? "search" : type;
    const own = kind === "search" ? searchTools : asText(tool["name"]);
    const name = providerName(own, namespace);
    if (clientTools.has(name)) return;
    clientTools.set(name, { name: own, kind, ...(namespace === undefined ? {} : { namespace }) });
    offered.push({ name, kind, tool });
  };
  for (const tool of [...tools, ...input.flatMap(toolsOfItem)]) add(asObject(tool) ?? {});
  return { offered, clientTools, hosted };
}

function toolsOfItem(item: unknown): readonly unknown[] {
  const { type, tools } = asObject(item) ?? {};
  return type === "tool_search_output" || type === "additional_tools" ? asList(tools) : [];
}

/** Of a tool, of a call in the history and of a choice: always the same for the same. */
export function providerName(name: string, namespace: unknown): string {
  if (typeof namespace !== "string" || namespace === "") return name;
  const whole = `${namespace}__${name}`;
  if (whole.length <= longestName) return whole;
  const hash = createHash("sha256").update(whole).digest("hex").slice(0, 8);
  return `${whole.slice(0, longestName - hash.length - 1)}_${hash}`;
}

/** Names that a choice of `allowed_tools` leaves; null: all. A search of the provider's is `web_search`. */
export function allowedNames(choice: unknown): ReadonlySet<string> | null {
  const given = asObject(choice);
  if (given?.["type"] !== "allowed_tools") return null;
  return new Set(asList(given["tools"]).map((tool) => chosenName(asObject(tool) ?? {})));
}

/** The name of what a choice, or one of the allowed tools, is about; "" for none. */
export function chosenName({ type, name, namespace }: JsonObject): string {
  return type === "web_search" ? type : providerName(asText(name), namespace);
}

/** How a free-form tool says what it takes, as far as a description can. */
export function freeFormDescription(tool: JsonObject): string {
  const format = asObject(tool["format"]);
  const grammar = asText(format?.["definition"]);
  if (grammar === "") return asText(tool["description"]);
  return `${asText(tool["description"])}\n\nThe input must match this ${asText(format?.["syntax"])} grammar:\n${grammar}`;
}

/** What an item calls its tool by: its own name and namespace. */
export function namesOf(clientTools: ClientTools, called: string): Pick<ClientTool, "name" | "namespace"> {
  const { name = called, namespace } = clientTools.get(called) ?? {};
  return { name, ...(namespace === undefined ? {} : { namespace }) };
}

/** A whole call as the item that its tool's kind has. `args`: as the model wrote them, JSON or what was meant to be. */
export function callItem(clientTools: ClientTools, callId: string, called: string, args: string): WireItem {
  const named = { call_id: callId, ...namesOf(clientTools, called) };
  switch (clientTools.get(called)?.kind) {
    case "custom": {
      const input = objectIn(args)?.[freeFormField];
      // Whatever it wrote where it did not keep to the one parameter.
      return { type: "custom_tool_call", ...named, input: typeof input === "string" ? input : args };
    }
    case "search": {
      const found = { type: "tool_search_call", ...named, execution: "client", status: "completed" };
      return { ...found, arguments: objectIn(args) ?? {} } as unknown as WireItem;
    }
    default:
      return { type: "function_call", ...named, arguments: args };
  }
}

/** What a search found, in words: the tools themselves are offered from here on. */
function foundTools(tools: unknown): string {
  const names = asList(tools).map((tool) => asText(asObject(tool)?.["name"]));
  return names.length > 0 ? `Found: ${names.join(", ")}.` : "Found nothing.";
}

/** A search of the client's and its result as the call and the output that they are; every other item as it is. */
export function plainCall(item: JsonObject): JsonObject {
  switch (item["type"]) {
    case "tool_search_call": {
      const args = item["arguments"];
      const written = typeof args === "string" ? args : JSON.stringify(args ?? {});
      return { ...item, type: "function_call", name: searchTools, arguments: written };
    }
    case "tool_search_output":
      return { ...item, type: "function_call_output", output: foundTools(item["tools"]) };
    default:
      return item;
  }
}
