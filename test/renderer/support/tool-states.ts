/** Tools that can be set up with a click: one that is not, one that others have meddled with, one that is not there. */
import type { ToolId, ToolPreview, ToolView } from "../../../src-shared/contract/index.ts";

const files: Record<ToolId, string> = {
  "claude-code": "/home/someone/.claude/settings.json",
  opencode: "/home/someone/.config/opencode/opencode.json",
  zed: "/home/someone/.config/zed/settings.json",
  openclaw: "/home/someone/.openclaw/openclaw.json",
  continue: "/home/someone/.continue/config.yaml",
  cline: "/home/someone/.cline/data/settings/providers.json",
};

export function createTools() {
  let views: ToolView[] = [
    { id: "claude-code", file: files["claude-code"], state: "off", present: true },
    { id: "opencode", file: files.opencode, state: "drift", present: true },
    { id: "zed", file: files.zed, state: "off", present: false },
    { id: "openclaw", file: files.openclaw, state: "off", present: true },
    { id: "continue", file: files.continue, state: "off", present: true },
    { id: "cline", file: files.cline, state: "off", present: true },
  ];
  return {
    list: () => views,
    set(id: ToolId, state: ToolView["state"]) {
      views = views.map((view) => (view.id === id ? { ...view, state } : view));
      return views;
    },
  };
}

/** OpenCode's file cannot be changed, Cline has two. */
export function toolPreview(id: ToolId): ToolPreview[] {
  if (id === "opencode") {
    return [
      {
        file: files[id],
        diff: [],
        refusal: { message: "This is not valid JSON.", line: 3, snippet: openCodeSnippet },
      },
    ];
  }
  if (id === "continue") return [{ file: files[id], refusal: null, diff: listDiff }];
  if (id === "cline") {
    return [
      { file: files[id], refusal: null, diff: providerDiff },
      { file: "/home/someone/.cline/data/secrets.json", refusal: null, diff: secretDiff },
    ];
  }
  return [{ file: files[id], refusal: null, diff: objectDiff }];
}

const openCodeSnippet = `{
  "provider": {
    "switchyard": {
      "npm": "@ai-sdk/openai-compatible"
    }
  }
}
`;

const objectDiff: ToolPreview["diff"] = [
  { kind: "same", text: "{" },
  { kind: "same", text: '  "theme": "dark",' },
  { kind: "added", text: '  "env": {' },
  { kind: "added", text: '    "ANTHROPIC_BASE_URL": "http://127.0.0.1:8787",' },
  { kind: "added", text: '    "ANTHROPIC_AUTH_TOKEN": "local"' },
  { kind: "added", text: "  }" },
  { kind: "same", text: "}" },
];

const listDiff: ToolPreview["diff"] = [
  { kind: "same", text: "models:" },
  { kind: "same", text: "  - name: Llama # on this computer" },
  { kind: "same", text: "    provider: ollama" },
  { kind: "added", text: "  - name: GPT-5.5 (Switchyard)" },
  { kind: "added", text: "    provider: openai" },
  { kind: "added", text: "    apiBase: http://127.0.0.1:8787/v1" },
];

const providerDiff: ToolPreview["diff"] = [
  { kind: "same", text: "{" },
  { kind: "same", text: '  "version": 1,' },
  { kind: "removed", text: '  "lastUsedProvider": "anthropic",' },
  { kind: "added", text: '  "lastUsedProvider": "openai-compatible",' },
  { kind: "same", text: '  "providers": {' },
  { kind: "added", text: '    "openai-compatible": {' },
  { kind: "added", text: '      "settings": { "baseUrl": "http://127.0.0.1:8787/v1" }' },
  { kind: "added", text: "    }" },
  { kind: "same", text: "  }" },
  { kind: "same", text: "}" },
];

const secretDiff: ToolPreview["diff"] = [
  { kind: "same", text: "{" },
  { kind: "added", text: '  "openAiApiKey": "local"' },
  { kind: "same", text: "}" },
];
