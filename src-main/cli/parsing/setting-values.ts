/** Words as values of settings, by the schema. */
import { z } from "zod";
import { settingsSchema, type SettingsUpdate } from "../../../src-shared/settings.ts";
import { AppError } from "../../platform/app-error.ts";

/** Text as the schema of the key wants it. Throws AppError that says what is allowed. */
export function updateOf(key: string, text: string): SettingsUpdate {
  const [section = "", name = ""] = key.split(".");
  const schema = schemaOf(key);
  // The text as it stands comes first: a model may be named "5".
  const candidates = text === "null" ? [null, text] : [text, ...parsed(text)];
  const fitting = candidates.map((value) => schema.safeParse(value)).find(({ success }) => success);
  if (!fitting?.success)
    throw new AppError("bad_request", `${key} does not take that value.`, `It takes ${allowedValues(key)}.`);
  return { [section]: { [name]: fitting.data } };
}

/** What a key takes, in words, e.g. "true or false". */
export function allowedValues(key: string): string {
  return wordsOf(z.toJSONSchema(schemaOf(key), { io: "input" }));
}

/** Without its default. */
function schemaOf(key: string): z.ZodType {
  const [section = "", name = ""] = key.split(".");
  const schema = (settingsSchema.sections as Record<string, z.ZodObject>)[section]?.shape[name] as z.ZodType;
  return schema instanceof z.ZodDefault ? (schema.unwrap() as z.ZodType) : schema;
}

function parsed(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

function wordsOf(json: z.core.JSONSchema.BaseSchema): string {
  if (json.enum) return `one of ${json.enum.map(String).join(", ")}`;
  if (json.anyOf) return json.anyOf.map((each) => wordsOf(each)).join(", or ");
  switch (json.type) {
    case "boolean":
      return "true or false";
    case "integer":
    case "number":
      return `a number from ${String(json.minimum)} to ${String(json.maximum)}`;
    case "object":
      return 'an object, for example {"name": "value"}';
    case "array":
      return 'a list, for example ["value"]';
    case "null":
      return "null for none";
    default:
      if (json.pattern !== undefined) return `text of the form ${json.pattern}`;
      return json.minLength === undefined || json.minLength < 2
        ? "text"
        : `text of ${json.minLength} characters or more`;
  }
}
