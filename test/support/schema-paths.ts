/** Every field that a zod schema names, nested ones included: `messages[].content[].image_url.url`. */
import { z } from "zod";

export function schemaPaths(schema: z.ZodType, at = ""): string[] {
  return [...new Set(paths(schema, at))];
}

function paths(schema: z.core.$ZodType, at: string): string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "object":
      return Object.entries(def.shape).flatMap(([key, inner]) => {
        const path = at === "" ? key : `${at}.${key}`;
        return [path, ...paths(inner, path)];
      });
    case "array":
      return paths(def.element, `${at}[]`);
    case "union":
      return def.options.flatMap((option) => paths(option, at));
    case "optional":
    case "nullable":
    case "default":
      return paths(def.innerType, at);
    default:
      return [];
  }
}
