import type { AppInfo, GatewayStatus } from "../../src-shared/contract/index.ts";
import { curlCommand, keyPlaceholder } from "../../src-shared/requests/curl-command.ts";

/** The shortest request that shows that everything works. */
export function tryCommand(
  gateway: Pick<GatewayStatus, "baseUrl" | "apiKeyRequired">,
  model: string,
  platform: AppInfo["platform"],
): string {
  return curlCommand(
    {
      url: `${gateway.baseUrl}/chat/completions`,
      headers: gateway.apiKeyRequired ? [`authorization: Bearer ${keyPlaceholder}`] : [],
      body: { model, messages: [{ role: "user", content: "Say hello" }] },
    },
    platform,
  );
}
