/** Tools of the Wire as the chat protocol has them: functions, and nothing that runs at the provider. */
import type { WireRequest } from "../../protocols/wire/wire.ts";
import {
  allowedNames,
  chosenName,
  freeFormDescription,
  freeFormField,
  toolsOfTurn,
  type ClientTools,
} from "../client-tools.ts";
import { asObject, type JsonObject } from "../json-events.ts";
import type { Quirk, Quirks } from "./quirks.ts";

export interface ChatTools {
  fields: Record<string, unknown>;
  clientTools: ClientTools;
  /** Effective quirks. */
  sent: Quirk[];
}

export function chatTools(turn: WireRequest, quirks: Quirks): ChatTools {
  const sent = new Set<Quirk>();
  const { offered, clientTools } = toolsOfTurn(turn.tools ?? [], turn.input);
  const allowed = allowedNames(turn.tool_choice);
  const kept = offered.filter(({ name }) => allowed === null || allowed.has(name));
  const tools = kept.map(({ name, kind, tool }): unknown => {
    const { description, parameters, strict } = tool;
    if (kind === "custom") {
      sent.add("custom_tools");
      return quirks.custom_tools ? customTool(name, tool) : freeFormTool(name, tool);
    }
    if (strict === true) sent.add("strict");
    const strictly = strict === true && quirks.strict ? { strict } : {};
    return { type: "function", function: { name, description, parameters, ...strictly } };
  });
  if (tools.length === 0) return { fields: {}, clientTools, sent: [...sent] };
  const choice = chatChoice(turn.tool_choice, quirks);
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
    clientTools,
    sent: [...sent],
  };
}

function customTool(name: string, { description, format }: JsonObject): unknown {
  const custom = { name, description, ...(format ? { format: nestedGrammar(format) } : {}) };
  return { type: "custom", custom };
}

function freeFormTool(name: string, tool: JsonObject): unknown {
  return {
    type: "function",
    function: {
      name,
      description: freeFormDescription(tool),
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

function chatChoice(choice: unknown, quirks: Quirks): unknown {
  if (choice === undefined || choice === "auto") return undefined;
  const given = asObject(choice);
  if (given === null) return choice;
  const { type, mode } = given;
  if (type === "allowed_tools") return mode === "required" ? "required" : undefined;
  const name = chosenName(given);
  if (name === "" || type === "web_search") return undefined;
  if (type === "custom" && quirks.custom_tools) return { type, custom: { name } };
  return { type: "function", function: { name } };
}
