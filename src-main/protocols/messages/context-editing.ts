/**
 * `context_management` of the Messages API: old results of tools and old thoughts are left out before a turn is sent,
 * as Anthropic's servers would (edits clear_tool_uses_20250919 and clear_thinking_20251015). Pure.
 */
import { countMessages } from "./count-tokens.ts";
import { blocksOf, type Block, type MessagesBody, type MessagesMessage } from "./schema.ts";

/** What an edit took away, as the answer tells it. Tokens are estimates. */
export type AppliedEdit =
  | { type: typeof clearTools; cleared_tool_uses: number; cleared_input_tokens: number }
  | { type: typeof clearThoughts; cleared_thinking_turns: number; cleared_input_tokens: number };

export interface EditedContext {
  /** The body itself where nothing was taken away. */
  body: MessagesBody;
  /** null: the client asked for no edits, and is told of none. */
  applied: AppliedEdit[] | null;
  /** Paths of edits that are unknown here. */
  dropped: string[];
}

const clearTools = "clear_tool_uses_20250919";
const clearThoughts = "clear_thinking_20251015";

/** As documented where a request names none. */
const standard = { trigger: 100_000, toolUses: 3, thinkingTurns: 1 };
const placeholder = "[Old tool result cleared]";

export function editContext(body: MessagesBody): EditedContext {
  const asked = fieldsOf((body as { context_management?: unknown }).context_management)["edits"];
  if (!Array.isArray(asked)) return { body, applied: null, dropped: [] };
  const applied: AppliedEdit[] = [];
  const dropped: string[] = [];
  let edited = body;
  for (const [index, raw] of asked.entries()) {
    const edit = fieldsOf(raw);
    if (edit["type"] !== clearTools && edit["type"] !== clearThoughts) {
      dropped.push(`context_management.edits[${index}]`);
      continue;
    }
    const made = edit["type"] === clearTools ? withoutResults(edited, edit) : withoutThoughts(edited, edit);
    if (made === null) continue;
    edited = { ...edited, messages: made.messages };
    applied.push(made.edit);
  }
  return { body: edited, applied, dropped };
}

interface Made {
  messages: MessagesMessage[];
  edit: AppliedEdit;
}

function withoutResults(body: MessagesBody, edit: Fields): Made | null {
  const { messages } = body;
  const excluded = new Set(listOf(edit["exclude_tools"]));
  const uses = messages.flatMap(({ role, content }) =>
    role === "assistant" ? blocksOf(content).filter(({ type }) => type === "tool_use") : [],
  );
  const trigger = fieldsOf(edit["trigger"]);
  const most = numberIn(trigger) ?? standard.trigger;
  const size = trigger["type"] === "tool_uses" ? uses.length : tokensOf(body);
  if (size <= most) return null;
  const kept = numberIn(fieldsOf(edit["keep"])) ?? standard.toolUses;
  const old = kept === 0 ? uses : uses.slice(0, -kept);
  const names = new Map(
    old.filter(({ name }) => !excluded.has(name ?? "")).map(({ id, name }) => [id, name]),
  );
  const inputs = edit["clear_tool_inputs"];
  const clearsInput = (name: string) => inputs === true || listOf(inputs).includes(name);
  let cleared = 0;
  const next = mapBlocks(messages, (block) => {
    if (block.type === "tool_result" && names.has(block.tool_use_id ?? "")) {
      if (block.content === placeholder) return block;
      cleared += 1;
      return { ...block, content: placeholder };
    }
    const whose = block.type === "tool_use" && names.has(block.id) && clearsInput(block.name ?? "");
    return whose ? { ...block, input: {} } : block;
  });
  if (cleared === 0) return null;
  const tokens = tokensOf(body) - tokensOf({ ...body, messages: next });
  // Less is not worth the cache that it costs.
  if (tokens < (numberIn(fieldsOf(edit["clear_at_least"])) ?? 0)) return null;
  return {
    messages: next,
    edit: { type: clearTools, cleared_tool_uses: cleared, cleared_input_tokens: tokens },
  };
}

function withoutThoughts(body: MessagesBody, edit: Fields): Made | null {
  if (edit["keep"] === "all") return null;
  const kept = numberIn(fieldsOf(edit["keep"])) ?? standard.thinkingTurns;
  const thinking = body.messages.filter(
    ({ role, content }) => role === "assistant" && blocksOf(content).some(isThought),
  );
  const old = new Set(kept === 0 ? thinking : thinking.slice(0, -kept));
  if (old.size === 0) return null;
  const messages = body.messages.map((message) =>
    old.has(message)
      ? { ...message, content: blocksOf(message.content).filter((block) => !isThought(block)) }
      : message,
  );
  const tokens = tokensOf(body) - tokensOf({ ...body, messages });
  return {
    messages,
    edit: { type: clearThoughts, cleared_thinking_turns: old.size, cleared_input_tokens: tokens },
  };
}

function mapBlocks(messages: readonly MessagesMessage[], change: (block: Block) => Block): MessagesMessage[] {
  return messages.map((message) =>
    typeof message.content === "string" ? message : { ...message, content: message.content.map(change) },
  );
}

function isThought({ type }: Block): boolean {
  return type === "thinking" || type === "redacted_thinking";
}

// Four characters are a token: a turn does not wait for the tokenizer.
function tokensOf(body: MessagesBody): number {
  return countMessages(body, (text) => Math.ceil(text.length / 4));
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function numberIn({ value }: Fields): number | null {
  return typeof value === "number" && value >= 0 ? value : null;
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}
