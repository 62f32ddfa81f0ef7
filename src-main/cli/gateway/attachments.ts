/** Files of a prompt as parts of a Responses input (codex-backend 2.4): images, PDFs, and text as it stands. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../platform/app-error.ts";

export type InputPart =
  | { type: "input_text"; text: string }
  | { type: "input_image"; image_url: string }
  | { type: "input_file"; filename: string; file_data: string };

/** Throws AppError when the file is no image the backend takes. */
export async function imagePart(file: string): Promise<{ type: "input_image"; image_url: string }> {
  const content = await readFile(file);
  const type = imageType(content);
  if (type === null)
    throw new AppError("bad_request", `${file} is no PNG, JPEG, WebP or GIF image.`, "Convert it first.");
  return { type: "input_image", image_url: dataUrl(type, content) };
}

/** Throws AppError when the file is neither an image, a PDF nor text. */
export async function filePart(file: string): Promise<InputPart> {
  const content = await readFile(file);
  const type = imageType(content);
  if (type !== null) return { type: "input_image", image_url: dataUrl(type, content) };
  const filename = path.basename(file);
  if (content.subarray(0, 5).toString("latin1") === "%PDF-")
    return { type: "input_file", filename, file_data: dataUrl("application/pdf", content) };
  const text = asText(content);
  if (text === null)
    throw new AppError(
      "bad_request",
      `${file} is neither text nor a PDF nor an image.`,
      "Send its text instead.",
    );
  return { type: "input_text", text: `File ${filename}:\n\n${text}` };
}

function imageType(content: Buffer): string | null {
  const head = content.subarray(0, 12).toString("latin1");
  if (head.startsWith("\x89PNG\r\n")) return "image/png";
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (/^GIF8[79]a/.test(head)) return "image/gif";
  return head.startsWith("RIFF") && head.endsWith("WEBP") ? "image/webp" : null;
}

function asText(content: Buffer): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(content);
    return text.includes("\0") ? null : text;
  } catch {
    return null;
  }
}

function dataUrl(type: string, content: Buffer): string {
  return `data:${type};base64,${content.toString("base64")}`;
}
