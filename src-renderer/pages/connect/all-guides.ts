import type { Guide } from "./guide.ts";
import { anthropicSdk } from "./guides/anthropic-sdk.ts";
import { claudeCode } from "./guides/claude-code.ts";
import { cline } from "./guides/cline.ts";
import { continueDev } from "./guides/continue.ts";
import { curl } from "./guides/curl.ts";
import { cursor } from "./guides/cursor.ts";
import { jetBrains } from "./guides/jet-brains.ts";
import { openAiNode } from "./guides/open-ai-node.ts";
import { openAiPython } from "./guides/open-ai-python.ts";
import { openClaw } from "./guides/open-claw.ts";
import { openCode } from "./guides/open-code.ts";
import { rooCode } from "./guides/roo-code.ts";
import { zed } from "./guides/zed.ts";

/** Agents first, then editors, then what one writes oneself. */
export const allGuides: Guide[] = [
  claudeCode,
  openCode,
  openClaw,
  cursor,
  cline,
  rooCode,
  continueDev,
  zed,
  jetBrains,
  openAiPython,
  openAiNode,
  anthropicSdk,
  curl,
];
