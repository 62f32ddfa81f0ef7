import type { Problem } from "../../../src-shared/problem.ts";

/** Bytes; what the admin API takes. */
const largest = 10_000_000;

export const imageTypes = ["image/png", "image/jpeg", "image/webp", "image/gif"];

/** The file as a data URL, or why it is none that can be asked about. */
export async function readImage(file: File): Promise<{ url: string } | { problem: Problem }> {
  if (!imageTypes.includes(file.type)) return refused(`${file.name} is no PNG, JPEG, WebP or GIF image.`);
  if (file.size > largest) return refused(`${file.name} is larger than 10 MB.`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 8192) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return { url: `data:${file.type};base64,${btoa(binary)}` };
}

function refused(message: string): { problem: Problem } {
  return { problem: { code: "bad_request", message, advice: "Choose another image." } };
}
