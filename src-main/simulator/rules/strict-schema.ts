import { isRecord, recordsOf, type Json } from "./json-shape.ts";

/** Why a schema cannot be used with `strict: true`, or null. Every object must be closed and complete. */
export function strictSchemaProblem(schema: Json, path: string[] = []): string | null {
  const context = `In context=(${path.map((part) => `'${part}'`).join(", ")}), `;
  const { properties } = schema;
  if (schema["type"] === "object" || isRecord(properties)) {
    if (schema["additionalProperties"] !== false) {
      return `${context}'additionalProperties' is required to be supplied and to be false.`;
    }
    const names = Object.keys(isRecord(properties) ? properties : {});
    const required: unknown[] = Array.isArray(schema["required"]) ? schema["required"] : [];
    const missing = names.find((name) => !required.includes(name));
    if (missing !== undefined) {
      return `${context}'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
    }
  }
  for (const key of ["properties", "$defs", "definitions"]) {
    const children = schema[key];
    if (!isRecord(children)) continue;
    for (const [name, child] of Object.entries(children)) {
      const problem = isRecord(child) ? strictSchemaProblem(child, [...path, key, name]) : null;
      if (problem) return problem;
    }
  }
  const { items } = schema;
  if (isRecord(items)) return strictSchemaProblem(items, [...path, "items"]);
  for (const [index, child] of recordsOf(schema["anyOf"]).entries()) {
    const problem = strictSchemaProblem(child, [...path, "anyOf", String(index)]);
    if (problem) return problem;
  }
  return null;
}
