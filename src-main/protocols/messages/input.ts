/** The messages of the Messages API to Responses items (translation 5.3). */
import { repairCalls } from "../shared/call-repair.ts";
import { inputText, messageParts } from "./parts.ts";
import { blocksOf, isContent, type Block, type MessagesMessage } from "./schema.ts";
import { portableId } from "../shared/portable-id.ts";
import { RequestError } from "../shared/request-error.ts";
import { openThinking } from "./thinking-signature.ts";
import type { ToolNames } from "../shared/tool-names.ts";

export interface MessagesInput {
  /** What one account is sent: reasoning that another one encrypted is left out. */
  itemsFor(account: string): unknown[];
  /** Whether there is any such reasoning. */
  owned: boolean;
  /** Paths of history blocks that have no counterpart. */
  dropped: string[];
}

type Item = Record<string, unknown> & { type: string };

export function messagesInput(
  messages: readonly MessagesMessage[],
  names: ToolNames,
  model: string,
): MessagesInput {
  const items: Item[] = [];
  const owners = new Map<unknown, string>();
  const dropped: string[] = [];
  for (const [index, { role, content }] of messages.entries()) {
    const at = `messages[${index}].content`;
    const blocks = blocksOf(content);
    if (role === "system") pushMessage(items, "developer", systemParts(blocks, at, dropped));
    else if (role === "user") items.push(...userItems(blocks, at));
    else items.push(...assistantItems(blocks, at, { names, model, owners, dropped }));
  }
  const paired = repairCalls(items) as Item[];
  return {
    itemsFor: (account) =>
      dropIdleReasoning(paired.filter((item) => (owners.get(item) ?? account) === account)),
    owned: owners.size > 0,
    dropped,
  };
}

// A system message may also change the tools; that is read where the tools are.
function systemParts(blocks: readonly Block[], at: string, dropped: string[]): unknown[] {
  return blocks.flatMap((block, index) => {
    if (block.type === "text") return [inputText(block.text ?? "")];
    if (block.type !== "tool_addition" && block.type !== "tool_removal") dropped.push(`${at}[${index}]`);
    return [];
  });
}

// Outputs first, whatever order they were sent in: nothing may stand between calls and outputs.
function userItems(blocks: readonly Block[], at: string): Item[] {
  const outputs: Item[] = [];
  const parts: unknown[] = [];
  for (const [index, block] of blocks.entries()) {
    if (block.type === "tool_result") outputs.push(outputItem(block, `${at}[${index}]`));
    else parts.push(...messageParts([block], at));
  }
  const items = [...outputs];
  pushMessage(items, "user", parts);
  return items;
}

const errorMark = "[tool error]";

function outputItem(block: Block, at: string): Item {
  if (!block.tool_use_id) {
    throw new RequestError(`'${at}.tool_use_id' is missing.`, {
      param: `${at}.tool_use_id`,
      code: "missing_required_parameter",
    });
  }
  const failed = block.is_error === true;
  const call = { type: "function_call_output", call_id: portableId(block.tool_use_id) };
  if (typeof block.content === "string") {
    return { ...call, output: failed ? `${errorMark} ${block.content}` : block.content };
  }
  if (!isContent(block.content)) {
    throw new RequestError(`'${at}.content' must be text or a list of blocks.`, {
      param: `${at}.content`,
      code: "invalid_type",
    });
  }
  const parts = messageParts(blocksOf(block.content), `${at}.content`);
  if (failed) parts.unshift(inputText(errorMark));
  return { ...call, output: parts.length === 0 ? "" : parts };
}

interface AssistantContext {
  names: ToolNames;
  model: string;
  owners: Map<unknown, string>;
  dropped: string[];
}

function assistantItems(blocks: readonly Block[], at: string, context: AssistantContext): Item[] {
  const items: Item[] = [];
  let said: string[] = [];
  const flush = () => {
    const text = said.join("");
    if (text !== "") items.push({ type: "message", role: "assistant", content: [outputText(text)] });
    said = [];
  };
  for (const [index, block] of blocks.entries()) {
    switch (block.type) {
      case "text":
        said.push(block.text ?? "");
        break;
      case "thinking":
      case "redacted_thinking": {
        const opened = openThinking(block.signature ?? block.data ?? "");
        if (opened === null || opened.model !== context.model) break;
        flush();
        const summary = block.thinking ? [{ type: "summary_text", text: block.thinking }] : [];
        const item = { type: "reasoning", summary, encrypted_content: opened.encrypted };
        context.owners.set(item, opened.account);
        items.push(item);
        break;
      }
      case "tool_use":
        flush();
        items.push({
          type: "function_call",
          call_id: portableId(block.id ?? ""),
          name: context.names.toWire(block.name ?? ""),
          arguments: JSON.stringify(block.input ?? {}),
        });
        break;
      case "server_tool_use":
      case "web_search_tool_result":
        said.push(foldSearch(block));
        break;
      case "advisor_tool_result":
        said.push(foldAdvice(block));
        break;
      default:
        context.dropped.push(`${at}[${index}]`);
    }
  }
  flush();
  return items;
}

// The backend's own record of the search is gone; what it found stays readable.
function foldSearch(block: Block): string {
  if (block.type === "server_tool_use") {
    const { query } = (block.input ?? {}) as { query?: unknown };
    return typeof query === "string" ? `[Searched the web for: ${query}]\n` : "";
  }
  const pages = blocksOf(block.content).filter((page) => page.type === "web_search_result");
  const addresses = pages.map(({ title, url }) => [title ?? "", typeof url === "string" ? url : ""]);
  return addresses.map(([title, url]) => `- ${title} ${url}\n`).join("");
}

// Of an advisor that only Anthropic's servers ask: what it said stays readable, what is sealed for them does not.
function foldAdvice(block: Block): string {
  const content = block.content as { type?: unknown; text?: unknown } | null | undefined;
  const text = content?.type === "advisor_result" ? content.text : null;
  return typeof text === "string" && text !== "" ? `[Advice: ${text}]\n` : "";
}

// Reasoning belongs to what follows it and is refused by itself (translation 5.7).
function dropIdleReasoning(items: Item[]): Item[] {
  const kept: Item[] = [];
  for (const item of items.toReversed()) {
    const next = kept.at(-1);
    const follows =
      next !== undefined &&
      (next.type === "reasoning" || next.type === "function_call" || next["role"] === "assistant");
    if (item.type !== "reasoning" || follows) kept.push(item);
  }
  return kept.reverse();
}

function pushMessage(items: Item[], role: string, content: unknown[]): void {
  if (content.length > 0) items.push({ type: "message", role, content });
}

function outputText(text: string): unknown {
  return { type: "output_text", text };
}
