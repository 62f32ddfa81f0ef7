/**
 * How many input tokens a Messages request has, counted here: the text by the tokenizer, the rest by estimates. Close
 * enough to decide when to sum a conversation up; the backend's own number comes with the answer.
 */
import { imageSize } from "../images/size.ts";
import { blocksOf, type Block, type MessagesBody } from "./schema.ts";
import { systemText } from "./request.ts";
import { offeredTools } from "./tools.ts";
import { createToolNames } from "../shared/tool-names.ts";
import type { CountText } from "../wire/count-tokens.ts";

/** Tokens around every message, every call and every tool that are no text of theirs. */
const frame = { message: 4, call: 8, tool: 8 };
/** Of an image nothing is known about, and the most one costs. */
const image = { unknown: 1000, most: 1600, pixelsPerToken: 750 };
/** A page of a document and what it takes of the file. */
const page = { tokens: 1500, bytes: 60_000 };

export function countMessages(body: MessagesBody, count: CountText): number {
  const system = systemText(body.system);
  let total = system === "" ? 0 : count(system) + frame.message;
  for (const { content } of body.messages) {
    total += frame.message;
    for (const block of blocksOf(content)) total += countBlock(block, count);
  }
  for (const tool of offeredTools(body, createToolNames()).tools) {
    total += count(JSON.stringify(tool)) + frame.tool;
  }
  return total;
}

function countBlock(block: Block, count: CountText): number {
  switch (block.type) {
    case "text":
      return count(block.text ?? "");
    case "thinking":
      return count(block.thinking ?? "");
    case "redacted_thinking":
      return 0;
    case "image":
      return imageTokens(block);
    case "document":
      return countDocument(block, count);
    case "tool_use":
    case "server_tool_use":
      return frame.call + count(block.name ?? "") + count(JSON.stringify(block.input ?? {}));
    case "tool_result":
      return frame.call + countAll(blocksOf(block.content), count);
    default:
      return count(JSON.stringify(block));
  }
}

function countAll(blocks: readonly Block[], count: CountText): number {
  return blocks.reduce((sum, block) => sum + countBlock(block, count), 0);
}

function countDocument(block: Block, count: CountText): number {
  const source = typeof block.source === "string" ? null : block.source;
  const about = count(block.title ?? "") + count(block.context ?? "");
  switch (source?.type) {
    case "text":
      return about + count(source.data ?? "");
    case "content":
      return about + countAll(blocksOf(source.content), count);
    case "base64":
      return about + page.tokens * Math.max(1, Math.round(((source.data ?? "").length * 0.75) / page.bytes));
    default:
      return about + page.tokens;
  }
}

/** Tokens of an image by its size in pixels. */
function imageTokens(block: Block): number {
  const data = typeof block.source === "string" ? null : block.source?.data;
  const size = data ? imageSize(data) : null;
  if (!size) return image.unknown;
  return Math.min(image.most, Math.max(1, Math.ceil((size.width * size.height) / image.pixelsPerToken)));
}

/**
 * The same without a tokenizer, from what is sent: four characters are a token. For the first event of a stream, which
 * must not wait.
 */
export function roughTokens(value: unknown): number {
  return Math.ceil(weigh(value) / 4);
}

function weigh(value: unknown): number {
  if (typeof value === "string") return value.startsWith("data:") ? image.unknown * 4 : value.length;
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce<number>((sum, entry) => sum + weigh(entry), 0);
}
