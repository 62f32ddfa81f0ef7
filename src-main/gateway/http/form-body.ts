import { RequestError } from "../../protocols/shared/request-error.ts";
import { readDecoded, type BodySource } from "./body.ts";

/** Fields of a multipart form; files become data URLs, repeated names (also as `name[]`) lists. */
export async function readForm(source: BodySource): Promise<Record<string, unknown>> {
  const { request } = source;
  const bytes = await readDecoded(source);
  let form;
  try {
    const headers = { "content-type": request.headers["content-type"] ?? "" };
    form = await new Response(new Uint8Array(bytes), { headers }).formData();
  } catch {
    throw new RequestError("The request body is not a valid multipart form.", { code: "invalid_form" });
  }
  const fields: Record<string, unknown> = {};
  for (const key of new Set(form.keys())) {
    const values = await Promise.all(form.getAll(key).map(fieldValue));
    const name = key.replace(/\[\]$/, "");
    fields[name] = values.length === 1 && !key.endsWith("[]") ? values[0] : values;
  }
  return fields;
}

async function fieldValue(value: string | File): Promise<string> {
  if (typeof value === "string") return value;
  const base64 = Buffer.from(await value.arrayBuffer()).toString("base64");
  return `data:${value.type || "image/png"};base64,${base64}`;
}
