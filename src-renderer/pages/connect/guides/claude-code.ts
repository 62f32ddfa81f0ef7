import type { Guide } from "../guide.ts";
import { shellVariables } from "../shell-variables.ts";

/** It would take an unknown model's window for a million tokens (clients 4.6). */
export const claudeCode: Guide = {
  id: "claudeCode",
  name: "Claude Code",
  protocol: "anthropic",
  address: "root",
  setup: "claude-code",
  clients: ["Claude Code"],
  parts: ({ root, key, model, contextWindow, platform }) => [
    {
      kind: "code",
      place: platform === "win32" ? "PowerShell" : null,
      text: shellVariables(
        {
          ANTHROPIC_BASE_URL: root,
          ANTHROPIC_AUTH_TOKEN: key,
          ANTHROPIC_MODEL: model,
          ...(contextWindow === null ? {} : { CLAUDE_CODE_MAX_CONTEXT_TOKENS: String(contextWindow) }),
        },
        platform,
      ),
    },
  ],
};
