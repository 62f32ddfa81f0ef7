/** Which function makes a provider of which kind; a kind that is built is a line here. */
import type { ProviderKind } from "../../src-shared/provider-kinds.ts";
import { createAcpProvider } from "./acp/provider.ts";
import { createClaudeCodeProvider } from "./claude-code/provider.ts";
import { createClaudeSettingsProvider } from "./anthropic/claude-settings.ts";
import { createAnthropicProvider } from "./anthropic/provider.ts";
import type { CreateProvider } from "./entry.ts";
import { createGeminiProvider } from "./gemini/provider.ts";
import { createOpenaiProvider } from "./openai/provider.ts";

export type ProviderKinds = Partial<Record<ProviderKind, CreateProvider>>;

export const builtKinds: ProviderKinds = {
  anthropic: createAnthropicProvider,
  "claude-settings": createClaudeSettingsProvider,
  openai: createOpenaiProvider,
  gemini: createGeminiProvider,
  "claude-code": createClaudeCodeProvider,
  acp: createAcpProvider,
};
