/** The paid platform API, for the little that a subscription lacks. Only with a key the person set for it. */
import { request, type Dispatcher } from "undici";
import { classifyThrown } from "../failure.ts";

export type PlatformClient = ReturnType<typeof createPlatformClient>;

export function createPlatformClient(context: { base: string; dispatcher: () => Dispatcher }) {
  return {
    async post(
      path: string,
      key: string,
      body: Buffer,
      signal: AbortSignal,
    ): Promise<{ status: number; body: Buffer }> {
      try {
        const answer = await request(context.base + path, {
          method: "POST",
          headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
          body,
          signal,
          dispatcher: context.dispatcher(),
        });
        return { status: answer.statusCode, body: Buffer.from(await answer.body.arrayBuffer()) };
      } catch (error) {
        throw classifyThrown(error, signal);
      }
    },
  };
}
