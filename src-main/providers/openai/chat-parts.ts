/** Parts of Wire messages as the chat protocol has them. */
import { asList, asObject, asText, type JsonObject } from "../json-events.ts";

export type ChatPart = Readonly<Record<string, unknown>> & { type: string };

/** Parts of a person's message. `detail`: of images is told. */
export function chatParts(content: unknown, detail: boolean): ChatPart[] {
  if (typeof content === "string") return content === "" ? [] : [textPart(content)];
  return asList(content).flatMap((raw): ChatPart[] => {
    const part = asObject(raw);
    switch (part?.["type"]) {
      case "input_text":
      case "output_text":
      case "text":
        return [textPart(asText(part["text"]))];
      case "refusal":
        return [textPart(asText(part["refusal"]))];
      case "input_image":
        return [imagePart(part, detail)];
      case "input_file":
        return [filePart(part)];
      default:
        return [];
    }
  });
}

/** Text alone as one string: servers without images know nothing else. */
export function chatContent(parts: readonly ChatPart[]): string | readonly ChatPart[] {
  return parts.every(({ type }) => type === "text") ? textOf(parts) : parts;
}

export function textOf(parts: readonly ChatPart[]): string {
  return parts
    .filter(({ type }) => type === "text")
    .map((part) => asText(part["text"]))
    .join("\n\n");
}

function textPart(text: string): ChatPart {
  return { type: "text", text };
}

function imagePart(part: JsonObject, detail: boolean): ChatPart {
  const told = detail && typeof part["detail"] === "string" ? { detail: part["detail"] } : {};
  return { type: "image_url", image_url: { url: asText(part["image_url"]), ...told } };
}

function filePart(part: JsonObject): ChatPart {
  const filename = asText(part["filename"]);
  const data = asText(part["file_data"]) || asText(part["file_url"]);
  const written = textFile(data);
  // Whatever reads at all can read text; files are known to few.
  if (written !== null) return textPart(filename === "" ? written : `${filename}\n\n${written}`);
  if (data !== "") return { type: "file", file: { filename: filename || "file.pdf", file_data: data } };
  return { type: "file", file: { file_id: part["file_id"] } };
}

function textFile(data: string): string | null {
  const head = /^data:(?:text\/|application\/json)[^,]*;base64,/i.exec(data)?.[0];
  return head === undefined ? null : Buffer.from(data.slice(head.length), "base64").toString("utf8");
}
