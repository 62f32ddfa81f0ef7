/** A JSON schema as structured outputs take it (backends 8.3): every object closed, bounds told in words. Pure. */
type Schema = Readonly<Record<string, unknown>>;

/** Keywords that are refused and mean something to the model. */
const bounds = [
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "pattern",
  "minItems",
  "maxItems",
  "uniqueItems",
];

/** Keywords whose values are schemas by name, or lists of them. */
const byName = ["properties", "$defs", "definitions"];
const lists = ["anyOf", "oneOf", "allOf", "prefixItems"];

export function structuredSchema(schema: unknown): unknown {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return schema;
  const made: Record<string, unknown> = {};
  const told: string[] = [];
  for (const [key, value] of Object.entries(schema as Schema)) {
    if (bounds.includes(key)) told.push(`${key}: ${JSON.stringify(value)}`);
    else if (byName.includes(key)) made[key] = mapped(value);
    else if (lists.includes(key) && Array.isArray(value)) made[key] = value.map(structuredSchema);
    else if (key === "items") made[key] = structuredSchema(value);
    else if (key !== "$schema") made[key] = value;
  }
  if (made["type"] === "object" || made["properties"] !== undefined) made["additionalProperties"] = false;
  if (told.length > 0) {
    const words = typeof made["description"] === "string" ? `${made["description"]} ` : "";
    made["description"] = `${words}(${told.join(", ")})`;
  }
  return made;
}

function mapped(schemas: unknown): unknown {
  if (typeof schemas !== "object" || schemas === null) return schemas;
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, structuredSchema(schema)]),
  );
}
