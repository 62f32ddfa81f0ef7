import { AppError } from "../platform/app-error.ts";
import { isLoopback } from "../platform/is-loopback.ts";

/** Where the accounts' services are; overridable for tests and the demo. Without trailing slashes. */
export interface UpstreamHosts {
  /** e.g. https://chatgpt.com/backend-api */
  codex: string;
  /** e.g. https://auth.openai.com */
  auth: string;
  /** The paid platform API, e.g. https://api.openai.com/v1 */
  platform: string;
}

export function upstreamHosts(env: NodeJS.ProcessEnv): UpstreamHosts {
  return {
    codex: checked(
      "SWITCHYARD_CODEX_BASE_URL",
      env["SWITCHYARD_CODEX_BASE_URL"] ?? "https://chatgpt.com/backend-api",
    ),
    auth: checked("SWITCHYARD_AUTH_BASE_URL", env["SWITCHYARD_AUTH_BASE_URL"] ?? "https://auth.openai.com"),
    platform: checked(
      "SWITCHYARD_PLATFORM_BASE_URL",
      env["SWITCHYARD_PLATFORM_BASE_URL"] ?? "https://api.openai.com/v1",
    ),
  };
}

// Tokens go to these addresses: in the clear only to this computer.
function checked(name: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  const loopback = url !== null && isLoopback(url.hostname);
  if (url?.protocol === "https:" || (url?.protocol === "http:" && loopback)) return value.replace(/\/+$/, "");
  throw new AppError(
    "bad_request",
    `${name} is not an address that tokens may be sent to.`,
    "Use https://, or http:// to 127.0.0.1, [::1] or localhost.",
  );
}
