/** POST /v1/embeddings: a subscription has none. With a platform API key the call goes to the platform as it is. */
import { RequestError } from "../../protocols/shared/request-error.ts";
import { readBody } from "../http/body.ts";
import type { Exchange } from "../http/exchange.ts";

export async function embeddings(exchange: Exchange): Promise<void> {
  const { services, response, record, signal } = exchange;
  const { platformKey } = services.settings.values().gateway;
  const body = await readBody(exchange);
  if (platformKey === null) {
    throw new RequestError(
      "A ChatGPT subscription has no embeddings. Set a platform API key (gateway.platformKey, SWITCHYARD_PLATFORM_KEY), which is billed by use, or run an embedding model locally.",
      { code: "embeddings_unavailable" },
    );
  }
  const answer = await services.platform.post("/embeddings", platformKey, body, signal);
  record.mark("firstByte");
  response.status(answer.status).type("application/json").send(answer.body);
}
