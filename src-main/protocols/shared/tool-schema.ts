type Schema = Record<string, unknown>;

/** Function parameters as the backend takes them: always an object schema with properties (translation 5.6). */
export function toolParameters(schema: unknown): Schema {
  if (typeof schema !== "object" || schema === null) return { type: "object", properties: {} };
  const { $schema: _, $id: __, ...rest } = schema as Schema;
  const combined = ["anyOf", "oneOf", "allOf"].find((key) => Array.isArray(rest[key]));
  if (combined !== undefined) return mergeBranches(rest, combined);
  delete rest["enum"];
  delete rest["not"];
  return { ...rest, type: "object", properties: isObject(rest["properties"]) ? rest["properties"] : {} };
}

// A choice at the top level is refused: offer the properties of all branches, require what all require.
function mergeBranches(schema: Schema, key: string): Schema {
  const branches = (schema[key] as unknown[]).filter(isObject);
  const { [key]: _, ...rest } = schema;
  const properties: Schema = isObject(rest["properties"]) ? { ...rest["properties"] } : {};
  for (const branch of branches) {
    if (isObject(branch["properties"])) Object.assign(properties, branch["properties"]);
  }
  const lists = branches.map((branch) => (Array.isArray(branch["required"]) ? branch["required"] : []));
  const shared =
    key === "allOf"
      ? lists.flat()
      : (lists[0] ?? []).filter((name) => lists.every((list) => list.includes(name)));
  const own = Array.isArray(rest["required"]) ? rest["required"] : [];
  const required = [...new Set([...own, ...shared])];
  return { ...rest, type: "object", properties, ...(required.length > 0 ? { required } : {}) };
}

/** Whether a schema may be sent with strict: true: every object closed and every key required. */
export function qualifiesForStrict(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(qualifiesForStrict);
  if (!isObject(schema)) return true;
  if (isObject(schema["properties"])) {
    const required = Array.isArray(schema["required"]) ? schema["required"] : [];
    if (schema["additionalProperties"] !== false) return false;
    if (!Object.keys(schema["properties"]).every((name) => required.includes(name))) return false;
    if (!Object.values(schema["properties"]).every(qualifiesForStrict)) return false;
  } else if (schema["type"] === "object") {
    return false;
  }
  return ["items", "anyOf", "$defs", "definitions"].every((key) => {
    const inner = schema[key];
    return key === "$defs" || key === "definitions"
      ? !isObject(inner) || Object.values(inner).every(qualifiesForStrict)
      : qualifiesForStrict(inner);
  });
}

function isObject(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
