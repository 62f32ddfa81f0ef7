import { expect, test } from "vitest";
import { clientOf } from "../../src-main/gateway/http/client-of.ts";

test.each([
  ["codex_cli_rs/0.169.0 (Debian 12; x86_64) xterm", "codex_cli_rs", "0.169.0"],
  ["claude-cli/2.1.329 (external, cli)", "Claude Code", "2.1.329"],
  ["OpenClaw/2026.9.6", "OpenClaw", "2026.9.6"],
  ["openclaw OpenAI/JS 7.15.0", "OpenClaw", null],
  ["OpenAI/JS 7.55.0", "OpenAI SDK (Node)", "7.55.0"],
  ["AsyncOpenAI/Python 2.8.0", "OpenAI SDK (Python)", "2.8.0"],
  ["Anthropic/Python 1.2.0", "Anthropic SDK (Python)", "1.2.0"],
  ["ai/7.0.173 ai-sdk/openai/4.0.118 runtime/node.js/24", "Vercel AI SDK", "7.0.173"],
  ["Zed/1.4.0 (linux; x86_64)", "Zed", "1.4.0"],
  ["curl/8.5.0", "curl", "8.5.0"],
  ["SomeEditor/3.2 (like Gecko)", "SomeEditor", "3.2"],
  [undefined, "unknown", null],
  ["", "unknown", null],
])("%s is %s %s", (agent, name, version) => {
  expect(clientOf(agent)).toEqual({ name, version });
});
