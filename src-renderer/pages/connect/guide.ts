/** What a tool has to be told to use the gateway: the values, in the form the tool wants them. */
import type { AppInfo, ToolId } from "../../../src-shared/contract/index.ts";

export interface GuideValues {
  /** e.g. `http://127.0.0.1:8787` */
  root: string;
  /** The same with /v1. */
  baseUrl: string;
  /** What stands for the key: a placeholder when one is needed, else any word. */
  key: string;
  keyRequired: boolean;
  model: string;
  /** Tokens; null when the catalog does not know the model. */
  contextWindow: number | null;
  platform: AppInfo["platform"];
}

export type GuidePart =
  /** For a field of the tool's own settings. */
  | { kind: "field"; field: "provider" | "baseUrl" | "apiKey" | "model"; text: string }
  /** For a file, a terminal or a program. @property place file name or language, null for a terminal */
  | { kind: "code"; place: string | null; text: string };

export interface Guide {
  /** Also the key of its words. */
  id: GuideId;
  name: string;
  protocol: "anthropic" | "chat" | "responses";
  /** anthropic tools add /v1 themselves. */
  address: "root" | "v1";
  /** Set up with a click where it can be undone. */
  setup: ToolId | null;
  /** Names of the request log that are this tool. */
  clients: string[];
  parts: (values: GuideValues) => GuidePart[];
}

export type GuideId =
  | "claudeCode"
  | "openCode"
  | "cursor"
  | "cline"
  | "rooCode"
  | "continue"
  | "zed"
  | "jetBrains"
  | "openClaw"
  | "openAiPython"
  | "openAiNode"
  | "anthropicSdk"
  | "curl";

export function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** The three fields that every OpenAI-compatible settings page has. */
export function fields({ baseUrl, key, model }: GuideValues): GuidePart[] {
  return [
    { kind: "field", field: "baseUrl", text: baseUrl },
    { kind: "field", field: "apiKey", text: key },
    { kind: "field", field: "model", text: model },
  ];
}
