/** Parts of Responses items as content blocks of the Messages API (backends 8.3). Throws UpstreamFailure. */
import { UpstreamFailure } from "../failure.ts";
import { asText } from "../json-events.ts";
import { fieldsOf, type Block } from "./shapes.ts";

/** Of a message, or of what a tool gave. Texts without a word are left out: they are refused. */
export function blocksOf(content: unknown): Block[] {
  if (typeof content === "string") return textBlocks(content);
  if (!Array.isArray(content)) return [];
  return content.flatMap(partBlocks);
}

function partBlocks(part: unknown): Block[] {
  const { type, text, refusal, image_url: image, ...rest } = fieldsOf(part);
  switch (type) {
    case "input_text":
    case "output_text":
    case "summary_text":
    case "text":
      return textBlocks(asText(text));
    case "refusal":
      return textBlocks(asText(refusal));
    case "input_image":
      return [imageBlock(asText(image))];
    case "input_file":
      return [documentBlock(rest)];
    default:
      throw unusable(`content of the type '${asText(type)}'`);
  }
}

function textBlocks(text: string): Block[] {
  return text.trim() === "" ? [] : [{ type: "text", text }];
}

function imageBlock(url: string): Block {
  const data = dataOf(url);
  if (data !== null)
    return { type: "image", source: { type: "base64", media_type: data.type, data: data.base64 } };
  if (url === "") throw unusable("a picture that is kept elsewhere");
  return { type: "image", source: { type: "url", url } };
}

function documentBlock({ filename, file_data, file_url }: Readonly<Record<string, unknown>>): Block {
  const title = asText(filename) === "" ? {} : { title: filename };
  const data = dataOf(asText(file_data));
  if (data !== null && data.type.startsWith("text/")) {
    const text = Buffer.from(data.base64, "base64").toString("utf8");
    return { type: "document", source: { type: "text", media_type: "text/plain", data: text }, ...title };
  }
  if (data !== null)
    return {
      type: "document",
      source: { type: "base64", media_type: data.type, data: data.base64 },
      ...title,
    };
  if (asText(file_url) !== "") return { type: "document", source: { type: "url", url: file_url }, ...title };
  throw unusable("a file that is kept elsewhere");
}

// Cut by hand: a picture of 20 MB is no text for a pattern.
function dataOf(url: string): { type: string; base64: string } | null {
  if (!url.startsWith("data:")) return null;
  const comma = url.indexOf(",");
  const head = url.slice(5, comma);
  if (comma < 0 || !head.endsWith(";base64")) return null;
  return { type: head.slice(0, head.indexOf(";")), base64: url.slice(comma + 1) };
}

export function unusable(what: string): UpstreamFailure {
  return new UpstreamFailure({
    kind: "bad-request",
    message: `The Messages API takes no ${what.replace(/^an? /, "")}: send it in another form, or ask another provider.`,
  });
}
