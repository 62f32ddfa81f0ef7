/** An OpenCode of its own: home and workspace in a temporary folder, the gateway for its models, and no way outside. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { temporaryFolder } from "../../support/switchyard.ts";
import { runProgram } from "../support/run-program.ts";

const program = path.join(import.meta.dirname, "../node_modules/opencode-linux-x64/bin/opencode");

/** Packages of the AI SDK that OpenCode speaks with, and what they take for the address. */
export const speakers = {
  "@ai-sdk/openai-compatible": "/v1/chat/completions",
  "@ai-sdk/openai": "/v1/responses",
  "@ai-sdk/anthropic": "/v1/messages",
};

export interface Part {
  type: string;
  part: {
    text?: string;
    tool?: string;
    reason?: string;
    tokens?: { input: number; output: number };
    state?: { status: string; input: unknown; output?: string };
  };
}

export interface OpencodeHome {
  workspace: string;
  /** `opencode run --format json PROMPT`: what it did, part by part. */
  run(prompt: string, flags?: string[]): Promise<{ code: number | null; parts: Part[]; stderr: string }>;
}

/** `gateway`: its address without path. */
export async function createOpencodeHome(gateway: string, speaker: string): Promise<OpencodeHome> {
  const home = await temporaryFolder();
  const workspace = path.join(home, "workspace");
  await mkdir(workspace);
  const provider = {
    npm: speaker,
    name: "Switchyard",
    options: { baseURL: `${gateway}/v1`, apiKey: "local" },
    models: { "gpt-5.5": { name: "GPT-5.5", reasoning: true, tool_call: true } },
  };
  const config = {
    autoupdate: false,
    share: "disabled",
    provider: { switchyard: provider },
    model: "switchyard/gpt-5.5",
    small_model: "switchyard/gpt-5.5",
  };
  await writeFile(path.join(workspace, "opencode.json"), JSON.stringify(config));
  const env = {
    ...Object.fromEntries(
      ["DATA", "CONFIG", "CACHE", "STATE"].map((kind) => [`XDG_${kind}_HOME`, path.join(home, kind)]),
    ),
    OPENCODE_DISABLE_AUTOUPDATE: "1",
    OPENCODE_DISABLE_MODELS_FETCH: "1",
    OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
  };
  return {
    workspace,
    async run(prompt, flags = []) {
      const line = ["run", "--format", "json", ...flags, prompt] as const;
      const { code, stdout, stderr } = await runProgram([program, ...line], { home, cwd: workspace, env });
      const lines = stdout.split("\n").filter((text) => text.startsWith("{"));
      return { code, parts: lines.map((text) => JSON.parse(text) as Part), stderr };
    },
  };
}
