/** Headers that say who asks (codex-backend 2.2). Requests of our own go out as one configured Codex version. */
import os from "node:os";
import type { Credentials } from "../../platform/credentials.ts";

export function userAgent(clientVersion: string): string {
  return `codex_cli_rs/${clientVersion} (${osName()} ${os.release()}; ${os.arch() === "x64" ? "x86_64" : os.arch()}) switchyard`;
}

function osName(): string {
  switch (os.platform()) {
    case "darwin":
      return "Mac OS";
    case "win32":
      return "Windows";
    default:
      return "Linux";
  }
}

export function accountHeaders(credentials: Credentials): Record<string, string> {
  const headers: Record<string, string> = {
    authorization: `Bearer ${credentials.accessToken}`,
    "chatgpt-account-id": credentials.workspaceId,
  };
  if (credentials.fedramp) headers["x-openai-fedramp"] = "true";
  return headers;
}

export function clientHeaders(clientVersion: string): Record<string, string> {
  return { originator: "codex_cli_rs", "user-agent": userAgent(clientVersion), version: clientVersion };
}
