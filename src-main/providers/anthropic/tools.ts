/** Tools and the choice among them (backends 8.3), and how their names are read again in the answer. Pure. */
import {
  allowedNames,
  chosenName,
  freeFormDescription,
  freeFormField,
  toolsOfTurn,
  type ClientTools,
  type OfferedTool,
} from "../client-tools.ts";
import { asList, asText } from "../json-events.ts";
import { unusable } from "./content.ts";
import type { Quirks } from "./quirks.ts";
import { fieldsOf, type Block, type Fields } from "./shapes.ts";
import { structuredSchema } from "./structured-schema.ts";

export interface OfferedTools {
  tools: Block[];
  clientTools: ClientTools;
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
  const { offered, clientTools, hosted } = toolsOfTurn(tools, input);
  const made = offered.map((each) =>
    each.kind === "custom" ? customTool(each) : functionTool(each, quirks),
  );
  let search: Block | null = null;
  for (const tool of hosted) {
    const type = asText(tool["type"]);
    if (type === "web_search") {
      // Searches of the API are live ones: a client that wants none is offered none.
      if (quirks.web_search && tool["external_web_access"] !== false) search = searchTool(tool);
    } else if (type !== drawing) throw unusable(`tools of the type '${type}'`);
  }
  // One of the client's that is called so is meant.
  if (search !== null && !clientTools.has(searchName)) made.push(search);
  return chosen({ tools: made, clientTools, choice: null }, wanted);
}

const searchName = "web_search";
/** Of the gateway's settings and Codex: nothing here draws, and no client waits for it. */
const drawing = "image_generation";

function functionTool({ name, tool }: OfferedTool, quirks: Quirks): Block {
  const schema = tool["parameters"] ?? { type: "object", properties: {} };
  const strict = tool["strict"] === true && quirks.strict;
  return {
    name,
    ...(asText(tool["description"]) === "" ? {} : { description: tool["description"] }),
    // A strict one is held to the same subset as an answer in JSON.
    input_schema: strict ? structuredSchema(schema) : schema,
    ...(strict ? { strict } : {}),
  } as unknown as Block;
}

function customTool({ name, tool }: OfferedTool): Block {
  return {
    name,
    description: freeFormDescription(tool),
    input_schema: {
      type: "object",
      properties: { [freeFormField]: { type: "string" } },
      required: [freeFormField],
    },
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
  const { type, mode } = fieldsOf(wanted);
  if (type === "function" || type === "custom" || type === "web_search")
    return { ...offered, choice: { type: "tool", name: chosenName(fieldsOf(wanted)) } };
  // The API knows no choice of several: what is not allowed is not offered.
  const allowed = allowedNames(wanted);
  if (allowed === null) return offered;
  const kept = offered.tools.filter((tool) => allowed.has(asText(tool["name"])));
  return { ...offered, tools: kept, choice: mode === "required" ? { type: "any" } : null };
}
