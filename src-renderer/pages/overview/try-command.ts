import type { AppInfo, GatewayStatus } from "../../../src-shared/contract/index.ts";

/** A request that can be pasted into a terminal of this computer. */
export function tryCommand(
  gateway: Pick<GatewayStatus, "baseUrl" | "apiKeyRequired">,
  model: string,
  platform: AppInfo["platform"],
): string {
  const body = JSON.stringify({ model, messages: [{ role: "user", content: "Say hello" }] });
  const windows = platform === "win32";
  // The Windows command prompt knows double quotes only.
  const quote = (text: string) => (windows ? `"${text.replaceAll('"', '\\"')}"` : `'${text}'`);
  const headers = ["content-type: application/json"];
  if (gateway.apiKeyRequired) headers.push("authorization: Bearer YOUR_API_KEY");
  return [
    `${windows ? "curl.exe" : "curl"} ${gateway.baseUrl}/chat/completions`,
    ...headers.map((header) => `-H ${quote(header)}`),
    `-d ${quote(body)}`,
  ].join(windows ? " " : " \\\n  ");
}
