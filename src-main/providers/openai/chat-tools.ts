/** Tools of the Wire as the chat protocol has them: functions, and nothing that runs at the provider. */
import type { WireRequest } from "../../protocols/wire/wire.ts";
import { asList, asObject, asText, type JsonObject } from "../json-events.ts";
import type { Quirk, Quirks } from "./quirks.ts";

export interface ChatTools {
  fields: Record<string, unknown>;
  /** Names of free-form tools that are sent as functions with one text. */
  freeForm: ReadonlySet<string>;
  sent: Quirk[];
}

/** The one parameter that a free-form tool has as a function. */
export const freeFormField = "input";

export function chatTools(turn: WireRequest, quirks: Quirks): ChatTools {
  const freeForm = new Set<string>();
  const sent = new Set<Quirk>();
  const allowed = allowedNames(turn.tool_choice);
  const tools = flatTools(turn.tools ?? []).flatMap((tool): unknown[] => {
    const name = asText(tool["name"]);
    if (allowed !== null && !allowed.has(name)) return [];
    if (tool["type"] === "custom" && !quirks.custom_tools) {
      freeForm.add(name);
      return [freeFormTool(tool)];
    }
    if (tool["type"] === "custom") {
      sent.add("custom_tools");
      const { type, format, ...custom } = tool;
      return [{ type, custom: { ...custom, ...(format ? { format: nestedGrammar(format) } : {}) } }];
    }
    if (tool["type"] !== "function") return [];
    const { description, parameters, strict } = tool;
    if (strict === true) sent.add("strict");
    const strictly = strict === true && quirks.strict ? { strict } : {};
    return [{ type: "function", function: { name, description, parameters, ...strictly } }];
  });
  if (tools.length === 0) return { fields: {}, freeForm, sent: [...sent] };
  const choice = chatChoice(turn.tool_choice, freeForm);
  if (choice !== undefined) sent.add("tool_choice");
  // Together is what they are called by default; who does not know the field need not see it.
  const apart = turn.parallel_tool_calls === false;
  if (apart) sent.add("parallel_tool_calls");
  return {
    fields: {
      tools,
      ...(choice !== undefined && quirks.tool_choice ? { tool_choice: choice } : {}),
      ...(apart && quirks.parallel_tool_calls ? { parallel_tool_calls: false } : {}),
    },
    freeForm,
    sent: [...sent],
  };
}

/** Tools in a namespace stand for themselves here. */
function flatTools(tools: readonly unknown[]): JsonObject[] {
  return tools.flatMap((raw): JsonObject[] => {
    const tool = asObject(raw);
    if (tool === null) return [];
    return tool["type"] === "namespace" ? flatTools(asList(tool["tools"])) : [tool];
  });
}

function freeFormTool(tool: JsonObject): unknown {
  const format = asObject(tool["format"]);
  const grammar = asText(format?.["definition"]);
  const rule =
    grammar === "" ? "" : `\n\nThe input must follow this ${asText(format?.["syntax"])} grammar:\n${grammar}`;
  return {
    type: "function",
    function: {
      name: tool["name"],
      description: asText(tool["description"]) + rule,
      parameters: {
        type: "object",
        properties: { [freeFormField]: { type: "string", description: "The whole input of the tool." } },
        required: [freeFormField],
        additionalProperties: false,
      },
    },
  };
}

function nestedGrammar(format: unknown): unknown {
  const { type, ...grammar } = asObject(format) ?? {};
  return type === "grammar" ? { type, grammar } : format;
}

function allowedNames(choice: unknown): ReadonlySet<string> | null {
  const given = asObject(choice);
  if (given?.["type"] !== "allowed_tools") return null;
  return new Set(asList(given["tools"]).map((tool) => asText(asObject(tool)?.["name"])));
}

function chatChoice(choice: unknown, freeForm: ReadonlySet<string>): unknown {
  if (choice === undefined || choice === "auto") return undefined;
  const given = asObject(choice);
  if (given === null) return choice;
  const { type, name, mode } = given;
  if (type === "allowed_tools") return mode === "required" ? "required" : undefined;
  if (typeof name !== "string") return undefined;
  if (type === "custom" && !freeForm.has(name)) return { type, custom: { name } };
  return { type: "function", function: { name } };
}
