/** Parts of Wire messages as Gemini has them (backends 8.4). */
import { asList, asObject, asText, type JsonObject } from "../json-events.ts";

export type GeminiPart = Record<string, unknown>;

export function geminiParts(content: unknown): GeminiPart[] {
  if (typeof content === "string") return content === "" ? [] : [{ text: content }];
  return asList(content).flatMap((raw): GeminiPart[] => {
    const part = asObject(raw);
    switch (part?.["type"]) {
      case "input_text":
      case "output_text":
      case "text":
        return asText(part["text"]) === "" ? [] : [{ text: part["text"] }];
      case "refusal":
        return [{ text: part["refusal"] }];
      case "input_image":
        return [mediaPart(asText(part["image_url"]), "image/png")];
      case "input_file":
        return filePart(part);
      default:
        return [];
    }
  });
}

function filePart(part: JsonObject): GeminiPart[] {
  const address = asText(part["file_data"]) || asText(part["file_url"]);
  return address === "" ? [] : [mediaPart(address, "application/pdf")];
}

const ending: Readonly<Record<string, string>> = {
  gif: "image/gif",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  pdf: "application/pdf",
  webp: "image/webp",
};

function mediaPart(address: string, otherwise: string): GeminiPart {
  const comma = address.startsWith("data:") ? address.indexOf(",") : -1;
  if (comma > 0) {
    const [mimeType = otherwise, ...rest] = address.slice(5, comma).split(";");
    const encoded = address.slice(comma + 1);
    const data = rest.includes("base64")
      ? encoded
      : Buffer.from(decodeURIComponent(encoded)).toString("base64");
    return { inlineData: { mimeType: mimeType || otherwise, data } };
  }
  const named = /\.(\w+)(?:[?#]|$)/.exec(address)?.[1]?.toLowerCase() ?? "";
  return { fileData: { mimeType: ending[named] ?? otherwise, fileUri: address } };
}

export function isText(part: GeminiPart): boolean {
  return typeof part["text"] === "string";
}
