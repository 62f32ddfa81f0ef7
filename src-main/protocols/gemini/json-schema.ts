/** Gemini's schemas are a subset of OpenAPI's with types in capital letters; everybody else's are JSON Schema. */

type Schema = Record<string, unknown>;

export function jsonSchema(schema: unknown): Schema {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return {};
  const { nullable, format: _, propertyOrdering: __, type, ...rest } = schema as Schema;
  const made: Schema = {};
  if (typeof type === "string")
    made["type"] = nullable === true ? [type.toLowerCase(), "null"] : type.toLowerCase();
  else if (type !== undefined) made["type"] = type;
  for (const [key, value] of Object.entries(rest)) made[key] = inner(key, value);
  return made;
}

function inner(key: string, value: unknown): unknown {
  if (key === "properties" || key === "$defs") {
    if (typeof value !== "object" || value === null) return {};
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, jsonSchema(entry)]));
  }
  if (key === "items" || key === "additionalProperties")
    return typeof value === "object" ? jsonSchema(value) : value;
  if (key === "anyOf" || key === "oneOf" || key === "allOf")
    return Array.isArray(value) ? value.map(jsonSchema) : value;
  // Counts come as text: they are 64 bits wide there.
  if (/^(min|max)(Items|Length|Properties)$/.test(key) && typeof value === "string") return Number(value);
  return value;
}
