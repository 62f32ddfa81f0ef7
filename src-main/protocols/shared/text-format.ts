import { z } from "zod";
import { RequestError } from "./request-error.ts";
import { qualifiesForStrict } from "./tool-schema.ts";

/** chat's `response_format` (translation 5.1). */
export const responseFormatSchema = z.looseObject({
  type: z.string(),
  json_schema: z
    .looseObject({
      name: z.string().nullish(),
      strict: z.boolean().nullish(),
      schema: z.record(z.string(), z.unknown()).nullish(),
      description: z.string().nullish(),
    })
    .nullish(),
});

export interface TextFormat {
  /** For `text.format`; null = plain text. */
  format: Record<string, unknown> | null;
  /** json_object is refused unless the word "json" stands in the input. */
  needsTheWordJson: boolean;
}

export function textFormat(format: z.infer<typeof responseFormatSchema> | null | undefined): TextFormat {
  if (!format || format.type === "text") return { format: null, needsTheWordJson: false };
  if (format.type === "json_object") return { format: { type: "json_object" }, needsTheWordJson: true };
  if (format.type === "json_schema") {
    const { name, strict, schema, description } = format.json_schema ?? {};
    if (!schema) {
      throw new RequestError("'response_format.json_schema.schema' is missing.", {
        param: "response_format.json_schema.schema",
        code: "missing_required_parameter",
      });
    }
    return { format: schemaFormat(name, strict, schema, description), needsTheWordJson: false };
  }
  throw new RequestError(`'response_format.type' must be text, json_object or json_schema.`, {
    param: "response_format.type",
    code: "invalid_value",
  });
}

export function schemaFormat(
  name: string | null | undefined,
  strict: boolean | null | undefined,
  schema: Record<string, unknown>,
  description?: string | null,
): Record<string, unknown> {
  return {
    type: "json_schema",
    name: (name ?? "output").replaceAll(/[^a-zA-Z0-9_-]/g, "_").slice(0, 64) || "output",
    strict: strict === true && qualifiesForStrict(schema),
    schema,
    ...(description ? { description } : {}),
  };
}
