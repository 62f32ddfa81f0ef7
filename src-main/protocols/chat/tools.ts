/** Tools and tool choice of chat completions, legacy functions included (translation 5.1). */
import { z } from "zod";
import { RequestError } from "../shared/request-error.ts";
import type { ToolNames } from "../shared/tool-names.ts";
import { qualifiesForStrict, toolParameters } from "../shared/tool-schema.ts";

export const chatFunctionSchema = z.looseObject({
  name: z.string().min(1),
  description: z.string().nullish(),
  parameters: z.unknown().optional(),
  strict: z.boolean().nullish(),
});

const customSchema = z.looseObject({
  name: z.string().min(1),
  description: z.string().nullish(),
  format: z.unknown().optional(),
});

export const chatToolSchema = z.looseObject({
  type: z.string().default("function"),
  function: chatFunctionSchema.optional(),
  custom: customSchema.optional(),
});

const namedTool = z.looseObject({
  type: z.string().optional(),
  name: z.string().optional(),
  function: z.looseObject({ name: z.string() }).optional(),
  custom: z.looseObject({ name: z.string() }).optional(),
});

export const chatToolChoiceSchema = z.union([
  z.string(),
  namedTool.extend({
    allowed_tools: z.looseObject({ mode: z.string(), tools: z.array(namedTool) }).optional(),
  }),
]);

export type ChatTool = z.infer<typeof chatToolSchema>;

export function wireTool(tool: ChatTool, names: ToolNames, at: string): unknown {
  if (tool.type === "function") {
    // The flat shape of the Responses API is taken too: clients mix the two up.
    const made = tool.function ?? chatFunctionSchema.safeParse(tool).data;
    if (!made) {
      throw new RequestError(`'${at}.function' is missing.`, {
        param: `${at}.function`,
        code: "missing_required_parameter",
      });
    }
    const parameters = toolParameters(made.parameters);
    return {
      type: "function",
      name: names.toWire(made.name),
      description: made.description ?? "",
      parameters,
      strict: made.strict === true && qualifiesForStrict(parameters),
    };
  }
  if (tool.type === "custom") {
    // Flat or nested, like functions.
    const made = tool.custom ?? customSchema.safeParse(tool).data;
    if (!made) {
      throw new RequestError(`'${at}.custom' is missing.`, {
        param: `${at}.custom`,
        code: "missing_required_parameter",
      });
    }
    const { name, description, format } = made;
    return {
      type: "custom",
      name: names.toWire(name),
      ...(description ? { description } : {}),
      ...(format ? { format: flatGrammar(format) } : {}),
    };
  }
  if (tool.type.startsWith("web_search")) return { ...tool, type: "web_search" };
  if (tool.type === "image_generation") return tool;
  throw new RequestError(`'${at}.type' is "${tool.type}", a tool this backend does not offer.`, {
    param: `${at}.type`,
    code: "unsupported_tool",
  });
}

/** undefined = leave it out: a choice without tools is refused. */
export function wireToolChoice(
  choice: z.infer<typeof chatToolChoiceSchema> | null | undefined,
  names: ToolNames,
  hasTools: boolean,
): unknown {
  if (choice === null || choice === undefined) return hasTools ? "auto" : undefined;
  if (typeof choice === "string") return hasTools || choice !== "required" ? choice : undefined;
  if (!hasTools) return undefined;
  if (choice.type === "allowed_tools" && choice.allowed_tools) {
    return {
      type: "allowed_tools",
      mode: choice.allowed_tools.mode,
      tools: choice.allowed_tools.tools.map((tool) => wireNamedTool(tool, names)),
    };
  }
  return wireNamedTool(choice, names);
}

function wireNamedTool(choice: z.infer<typeof namedTool>, names: ToolNames): unknown {
  const name = choice.function?.name ?? choice.custom?.name ?? choice.name;
  if (name === undefined) return { type: choice.type ?? "auto" };
  return { type: choice.type === "custom" ? "custom" : "function", name: names.toWire(name) };
}

// chat nests the grammar, Responses does not.
function flatGrammar(format: unknown): unknown {
  const nested = z
    .object({ type: z.literal("grammar"), grammar: z.record(z.string(), z.unknown()) })
    .safeParse(format);
  return nested.success ? { type: "grammar", ...nested.data.grammar } : format;
}
