/** Content blocks of the Messages API to Responses parts (translation 5.3). */
import { blocksOf, type Block } from "./schema.ts";
import { RequestError } from "../shared/request-error.ts";

/** Parts of a user message or a tool's answer. Throws RequestError for what the backend cannot be shown. */
export function messageParts(blocks: readonly Block[], at: string): unknown[] {
  return blocks.flatMap((block, index) => blockParts(block, `${at}[${index}]`));
}

function blockParts(block: Block, at: string): unknown[] {
  switch (block.type) {
    case "text":
      return [inputText(block.text ?? "")];
    case "image":
      return [imagePart(block, at)];
    case "document":
      return documentParts(block, at);
    case "search_result": {
      const source = typeof block.source === "string" ? block.source : "";
      const head = [block.title ?? "", source].filter((line) => line !== "").join("\n");
      return [inputText(head), ...messageParts(blocksOf(block.content), `${at}.content`)];
    }
    case "tool_reference":
      return [inputText(`The tool ${block.tool_name ?? ""} is loaded and can be called now.`)];
    default:
      throw new RequestError(
        `'${at}.type' is "${block.type}", which the models behind this gateway do not take.`,
        { param: `${at}.type`, code: "unsupported_content" },
      );
  }
}

function imagePart(block: Block, at: string): unknown {
  const source = sourceOf(block, at);
  if (source.type === "base64" && source.data) {
    return {
      type: "input_image",
      image_url: `data:${source.media_type ?? "image/png"};base64,${source.data}`,
    };
  }
  if (source.type === "url" && source.url) {
    if (!/^(https?:|data:image\/)/i.test(source.url)) {
      throw new RequestError(`'${at}.source.url' must be an https address or a data:image/… URL.`, {
        param: `${at}.source.url`,
        code: "invalid_image_url",
      });
    }
    return { type: "input_image", image_url: source.url };
  }
  throw unusable(source.type, at);
}

function documentParts(block: Block, at: string): unknown[] {
  const source = sourceOf(block, at);
  const title = block.title ?? "";
  const about = block.context ? [inputText(block.context)] : [];
  switch (source.type) {
    case "base64": {
      if (!source.data) throw unusable(source.type, at);
      const type = source.media_type ?? "application/pdf";
      const filename = title || "document.pdf";
      return [...about, { type: "input_file", filename, file_data: `data:${type};base64,${source.data}` }];
    }
    case "text":
      return [...about, inputText(title === "" ? (source.data ?? "") : `${title}\n\n${source.data ?? ""}`)];
    case "url":
      if (!source.url) throw unusable(source.type, at);
      return [...about, { type: "input_file", file_url: source.url }];
    case "content":
      return [
        ...about,
        ...(title === "" ? [] : [inputText(title)]),
        ...messageParts(blocksOf(source.content), `${at}.source.content`),
      ];
    default:
      throw unusable(source.type, at);
  }
}

function sourceOf(block: Block, at: string): Exclude<NonNullable<Block["source"]>, string> {
  if (block.source && typeof block.source !== "string") return block.source;
  throw new RequestError(`'${at}.source' is missing.`, {
    param: `${at}.source`,
    code: "missing_required_parameter",
  });
}

// The Files API keeps files at Anthropic: nothing there can be read from here.
function unusable(type: string, at: string): RequestError {
  const what =
    type === "file"
      ? "refers to the Files API, which this gateway does not have: send the content itself"
      : `is "${type}" without usable content`;
  return new RequestError(`'${at}.source' ${what}.`, { param: `${at}.source`, code: "unsupported_content" });
}

export function inputText(text: string): { type: "input_text"; text: string } {
  return { type: "input_text", text };
}
