/** Tools that can be set up with a click: one that is not, one that others have meddled with, one that is not there. */
import type { ToolId, ToolPreview, ToolView } from "../../../src-shared/contract/index.ts";

const files: Record<ToolId, string> = {
  "claude-code": "/home/someone/.claude/settings.json",
  opencode: "/home/someone/.config/opencode/opencode.json",
  zed: "/home/someone/.config/zed/settings.json",
  openclaw: "/home/someone/.openclaw/openclaw.json",
};

export function createTools() {
  let views: ToolView[] = [
    { id: "claude-code", file: files["claude-code"], state: "off", present: true },
    { id: "opencode", file: files.opencode, state: "drift", present: true },
    { id: "zed", file: files.zed, state: "off", present: false },
    { id: "openclaw", file: files.openclaw, state: "off", present: true },
  ];
  return {
    list: () => views,
    set(id: ToolId, state: ToolView["state"]) {
      views = views.map((view) => (view.id === id ? { ...view, state } : view));
      return views;
    },
  };
}

/** OpenCode's file cannot be changed. */
export function toolPreview(id: ToolId): ToolPreview {
  if (id === "opencode") {
    return { file: files[id], diff: [], refusal: { message: "The file is not valid JSON.", line: 3 } };
  }
  return {
    file: files[id],
    refusal: null,
    diff: [
      { kind: "same", text: "{" },
      { kind: "same", text: '  "theme": "dark",' },
      { kind: "added", text: '  "env": {' },
      { kind: "added", text: '    "ANTHROPIC_BASE_URL": "http://127.0.0.1:8787",' },
      { kind: "added", text: '    "ANTHROPIC_AUTH_TOKEN": "local"' },
      { kind: "added", text: "  }" },
      { kind: "same", text: "}" },
    ],
  };
}
