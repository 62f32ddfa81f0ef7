/** What images and files a request carries: their kind and size, never what is in them. */
import { mostAttachments, type Attachment } from "../../../src-shared/contract/requests.ts";

/** Of the items of a Responses request: parts of messages and of tools' outputs. One pass, nothing is copied. */
export function attachmentsOf(input: readonly unknown[]): Attachment[] {
  const found: Attachment[] = [];
  for (const item of input as ({ content?: unknown; output?: unknown } | null)[]) {
    const parts = item?.content ?? item?.output;
    if (!Array.isArray(parts)) continue;
    for (const part of parts as (Part | null)[]) {
      const attachment = attachmentOf(part);
      if (attachment !== null && found.length < mostAttachments) found.push(attachment);
    }
  }
  return found;
}

/** Of images by their addresses. */
export function attachmentsOfUrls(urls: readonly string[]): Attachment[] {
  return urls.slice(0, mostAttachments).map((url) => ofAddress(url, "image"));
}

interface Part {
  type?: unknown;
  image_url?: unknown;
  file_data?: unknown;
}

function attachmentOf(part: Part | null): Attachment | null {
  if (part?.type === "input_image") return ofAddress(part.image_url, "image");
  if (part?.type === "input_file") return ofAddress(part.file_data, "file");
  return null;
}

/** A media type, and no text of a client's that only stands where one belongs. */
const mediaType = /^data:([\w.+-]{1,60}\/[\w.+-]{1,60})[;,]/;

function ofAddress(address: unknown, otherwise: string): Attachment {
  if (typeof address !== "string" || /^https?:/i.test(address.slice(0, 6)))
    return { type: otherwise, bytes: null };
  const comma = address.startsWith("data:") ? address.indexOf(",") : -1;
  const head = address.slice(0, comma + 1);
  const type = mediaType.exec(head)?.[1]?.toLowerCase() ?? otherwise;
  const isBase64 = comma === -1 || head.endsWith(";base64,");
  return { type, bytes: isBase64 ? decodedSize(address, comma + 1) : null };
}

function decodedSize(text: string, from: number): number {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  return Math.max(0, Math.floor(((text.length - from - padding) * 3) / 4));
}
