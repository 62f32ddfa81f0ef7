import { isRecord, recordsOf, textOf, type Json } from "./json-shape.ts";

const formats: Record<string, string> = {
  "date-time": "2026-01-01T00:00:00Z",
  date: "2026-01-01",
  time: "00:00:00Z",
  email: "someone@example.com",
  uri: "https://example.com/",
  uuid: "00000000-0000-4000-8000-000000000000",
  ipv4: "127.0.0.1",
  hostname: "example.com",
};

function resolve(schema: Json, root: Json): Json {
  const path = textOf(schema["$ref"]);
  if (!path.startsWith("#")) return schema;
  let target: unknown = root;
  for (const part of path.slice(1).split("/").filter(Boolean)) {
    target = isRecord(target) ? target[part.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined;
  }
  return isRecord(target) ? target : {};
}

function text(schema: Json, name: string): string {
  const format = formats[textOf(schema["format"])];
  if (format) return format;
  const least = Number(schema["minLength"] ?? 0);
  const most = Number(schema["maxLength"] ?? 200);
  return name.padEnd(least, "x").slice(0, most);
}

function number(schema: Json): number {
  const step = schema["type"] === "integer" ? 1 : Number(schema["multipleOf"] ?? 1);
  if (schema["exclusiveMinimum"] !== undefined) return Number(schema["exclusiveMinimum"]) + step;
  if (schema["minimum"] !== undefined) return Number(schema["minimum"]);
  return Math.min(0, Number(schema["maximum"] ?? 0));
}

/**
 * The smallest value that fits a JSON schema: required properties, first choices, names of properties as
 * texts. Patterns are not looked at; a schema that contains itself ends with empty objects.
 */
export function minimalInstance(schema: Json, name = "value", root: Json = schema, depth = 0): unknown {
  const actual = resolve(schema, root);
  if (actual["const"] !== undefined) return actual["const"];
  if (Array.isArray(actual["enum"])) return actual["enum"][0];
  const choice = recordsOf(actual["anyOf"])[0] ?? recordsOf(actual["oneOf"])[0];
  if (choice && depth < 12) return minimalInstance(choice, name, root, depth + 1);
  const parts = recordsOf(actual["allOf"]);
  if (parts.length > 0 && depth < 12) {
    const values = parts.map((part) => minimalInstance(part, name, root, depth + 1));
    return values.every(isRecord) ? Object.assign({}, ...values) : values[0];
  }
  const { type } = actual;
  switch (Array.isArray(type) ? type[0] : (type ?? (isRecord(actual["properties"]) ? "object" : "string"))) {
    case "object": {
      const properties = isRecord(actual["properties"]) ? actual["properties"] : {};
      const required: unknown[] = Array.isArray(actual["required"]) && depth < 12 ? actual["required"] : [];
      const entries = required
        .filter((key): key is string => typeof key === "string")
        .map((key) => {
          const property = properties[key];
          return [key, minimalInstance(isRecord(property) ? property : {}, key, root, depth + 1)];
        });
      return Object.fromEntries(entries);
    }
    case "array": {
      const items = isRecord(actual["items"]) ? actual["items"] : {};
      const count = depth < 12 ? Number(actual["minItems"] ?? 0) : 0;
      return Array.from({ length: count }, () => minimalInstance(items, name, root, depth + 1));
    }
    case "number":
    case "integer":
      return number(actual);
    case "boolean":
      return false;
    case "null":
      return null;
    default:
      return text(actual, name);
  }
}
