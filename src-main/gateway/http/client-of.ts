/** Which tool asks, by its user agent; for the request list only. Tools before the libraries they are made with. */
const known: [RegExp, string][] = [
  [/\b(codex_cli_rs|codex_exec|codex-tui|codex_vscode|Codex Desktop)\/([\w.]+)/i, ""],
  [/\bclaude-cli\/([\d.]+)/i, "Claude Code"],
  [/\bopencode\/([\d.]+)/i, "OpenCode"],
  [/\bopenclaw\/?([\d.]*)/i, "OpenClaw"],
  [/\bCursor\/([\d.]+)/i, "Cursor"],
  [/\bCline\b\/?([\d.]*)/i, "Cline"],
  [/\bRooCode\/([\d.]+)/i, "Roo Code"],
  [/\bZed\/([\d.]+)/i, "Zed"],
  [/\bai\/([\d.]+) ai-sdk/i, "Vercel AI SDK"],
  [/\b(?:Async)?OpenAI\/JS ([\d.]+)/i, "OpenAI SDK (Node)"],
  [/\b(?:Async)?OpenAI\/Python ([\d.]+)/i, "OpenAI SDK (Python)"],
  [/\b(?:Async)?Anthropic\/JS ([\d.]+)/i, "Anthropic SDK (Node)"],
  [/\b(?:Async)?Anthropic\/Python ([\d.]+)/i, "Anthropic SDK (Python)"],
  [/\bcurl\/([\d.]+)/i, "curl"],
];

export function clientOf(userAgent: string | undefined): { name: string; version: string | null } {
  if (!userAgent) return { name: "unknown", version: null };
  for (const [pattern, name] of known) {
    const match = pattern.exec(userAgent);
    if (match)
      return name === ""
        ? { name: match[1] ?? "codex", version: match[2] ?? null }
        : { name, version: match[1] || null };
  }
  // The first product of any other agent, kept short.
  const [product = "", version = null] = (userAgent.split(" ")[0] ?? "").split("/");
  return { name: product.slice(0, 40) || "unknown", version: version?.slice(0, 20) ?? null };
}
