/** What the API refuses of messages and tools: roles, texts, and calls with their results. */
import { blocksOf, isThought, listOf, objectOf, type Json } from "./json-reading.ts";

/** What is wrong; null when nothing is. */
export function wrongMessages(messages: readonly unknown[]): string | null {
  if (messages.length === 0) return "messages: at least one message is required";
  if (objectOf(messages[0])["role"] !== "user") return 'messages: first message must use the "user" role';
  const used = new Set<string>();
  let open: string[] = [];
  for (const [at, message] of messages.entries()) {
    const { role, content } = objectOf(message);
    const path = `messages.${at}`;
    // Claude Code's own, in the middle of a conversation (clients 4.6).
    if (role === "system" && at > 0) continue;
    if (role !== "user" && role !== "assistant") return `${path}.role: must be user or assistant`;
    const blocks = blocksOf(content);
    if (blocks.length === 0) return `${path}: content must be non-empty`;
    const wrong = wrongTexts(blocks, path) ?? wrongResults(blocks, open, path);
    if (wrong !== null) return wrong;
    open = [];
    for (const block of blocks) {
      if (block["type"] !== "tool_use") continue;
      const id = String(block["id"]);
      if (role !== "assistant") return `${path}: tool_use blocks can only be in assistant messages`;
      if (!/^[a-zA-Z0-9_-]+$/.test(id))
        return `${path}.content: tool_use.id should match pattern '^[a-zA-Z0-9_-]+$'`;
      if (typeof block["input"] !== "object") return `${path}.content: tool_use.input should be an object`;
      if (used.has(id)) return `${path}.content: tool_use ids must be unique`;
      used.add(id);
      open.push(id);
    }
    const last = blocks.at(-1);
    if (role === "assistant" && isThought(last))
      return `${path}: The final block in an assistant message cannot be \`thinking\`.`;
    if (
      role === "assistant" &&
      at === messages.length - 1 &&
      typeof last?.["text"] === "string" &&
      /\s$/.test(last["text"])
    )
      return "messages: final assistant content cannot end with trailing whitespace";
  }
  return open.length > 0
    ? `tool_use ids were found without tool_result blocks immediately after: ${open.join(", ")}`
    : null;
}

function wrongTexts(blocks: readonly Json[], path: string): string | null {
  const empty = blocks.some(
    ({ type, text }) => type === "text" && (typeof text !== "string" || text.trim() === ""),
  );
  return empty ? `${path}: text content blocks must contain non-whitespace text` : null;
}

/** Results come first, and answer exactly the calls of the message before. */
function wrongResults(blocks: readonly Json[], open: readonly string[], path: string): string | null {
  const results = blocks.filter(({ type }) => type === "tool_result");
  const ids = results.map((block) => String(block["tool_use_id"]));
  const stray = ids.find((id) => !open.includes(id));
  if (stray !== undefined)
    return `${path}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${stray}`;
  const missing = open.filter((id) => !ids.includes(id));
  if (missing.length > 0)
    return `${path}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(", ")}`;
  const first = blocks.slice(0, results.length).every(({ type }) => type === "tool_result");
  return first ? null : `${path}: \`tool_result\` blocks must come first`;
}

export function wrongTools({ tools, tool_choice: choice }: Json): string | null {
  const offered = listOf(tools).map(objectOf);
  const names = offered.map(({ name }) => String(name));
  for (const [at, tool] of offered.entries()) {
    if (!/^[a-zA-Z0-9_-]{1,128}$/.test(names[at] ?? ""))
      return `tools.${at}.name: String should match pattern`;
    const own = tool["type"] === undefined || tool["type"] === "custom";
    if (own && objectOf(tool["input_schema"])["type"] !== "object")
      return `tools.${at}.input_schema.type: Input should be 'object'`;
  }
  if (new Set(names).size < names.length) return "tools: Tool names must be unique.";
  if (choice === undefined) return null;
  if (offered.length === 0) return "tool_choice may only be specified while providing tools";
  const { type, name } = objectOf(choice);
  return type === "tool" && !names.includes(String(name))
    ? `Tool '${String(name)}' not found in provided tools`
    : null;
}
