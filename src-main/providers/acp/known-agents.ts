/** The agent programs that are known by name: how they are started, signed in to, and read (backends 4, 5, 7). */
import path from "node:path";

export interface KnownAgent {
  /** As people know it. */
  title: string;
  /** What one types to start it. */
  command: string;
  args: readonly string[];
  /** What one does to sign in. */
  signIn: string;
  env?: Readonly<Record<string, string>>;
  /** The way of signing in that it wants to be named before a session. */
  authenticate?: string;
  /** A mode that does nothing unasked, where the usual names would be a worse choice. */
  mode?: RegExp;
}

const byProgram: Readonly<Record<string, KnownAgent>> = {
  "cursor-agent": {
    title: "Cursor",
    command: "cursor-agent",
    // (guess: as its documentation has it; it needs Cursor's own servers.)
    args: ["acp"],
    signIn: "Run `cursor-agent login` in a terminal.",
    authenticate: "cursor_login",
  },
  gemini: {
    title: "Gemini CLI",
    command: "gemini",
    args: ["--acp"],
    signIn: "Put a key of Google AI Studio into ~/.gemini/.env as GEMINI_API_KEY.",
    env: { GEMINI_CLI_TRUST_WORKSPACE: "true", GEMINI_CLI_NO_RELAUNCH: "1" },
  },
  copilot: {
    title: "GitHub Copilot",
    command: "copilot",
    args: ["--acp"],
    signIn: "Run `copilot login` in a terminal.",
    // It asks before it does anything; its plan mode answers with plans and carries them out.
    mode: /agent$/,
  },
  opencode: {
    title: "OpenCode",
    command: "opencode",
    args: ["acp"],
    signIn: "Run `opencode auth login` in a terminal.",
  },
  qwen: {
    title: "Qwen Code",
    command: "qwen",
    args: ["--acp"],
    signIn: "Start `qwen` in a terminal and sign in there.",
  },
  kimi: { title: "Kimi", command: "kimi", args: ["acp"], signIn: "Run `kimi login` in a terminal." },
  // (guess: not tried.)
  goose: { title: "Goose", command: "goose", args: ["acp"], signIn: "Run `goose configure` in a terminal." },
};

/** Other names of the same programs. */
const otherNames: Readonly<Record<string, string>> = {
  agent: "cursor-agent",
  cursor: "cursor-agent",
  "gemini-program": "gemini",
};

/** By the program's file, else by the provider's name; any other program is one that speaks the protocol at once. */
export function agentOf(program: string, provider: string): KnownAgent {
  const file = path.basename(program).replace(/\.(exe|cmd|bat|js)$/i, "");
  for (const name of [file, provider]) {
    const known = byProgram[otherNames[name] ?? name];
    if (known !== undefined) return known;
  }
  return {
    title: file,
    command: file,
    args: [],
    signIn: `Start \`${file}\` in a terminal and sign in there.`,
  };
}
