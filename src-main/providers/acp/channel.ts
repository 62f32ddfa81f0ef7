/** The Agent Client Protocol's own SDK on the lines of a process (backends 7). */
import type { AnyMessage } from "@agentclientprotocol/sdk";
import { fieldsOf, type Fields } from "../anthropic/shapes.ts";
import { asList } from "../json-events.ts";

export interface Channel {
  /** Takes a line of the agent. */
  take: (line: Fields) => void;
  /** Resolves with the answer; rejects with the agent's error, or when the channel is closed. */
  ask: (method: string, params: object) => Promise<Fields>;
  tell: (method: string, params: object) => void;
  close: () => void;
}

/**
 * The SDK is loaded with the first agent: most people have none.
 * @param onUpdate of a session; in the order in which they came, before the answer that they belong to
 */
export async function openChannel(
  send: (line: object) => void,
  onUpdate: (sessionId: unknown, update: Fields) => void,
): Promise<Channel> {
  const { client, methods } = await import("@agentclientprotocol/sdk");
  let input: ReadableStreamDefaultController<AnyMessage> | null = null;
  const readable = new ReadableStream<AnyMessage>({
    start(controller) {
      input = controller;
    },
  });
  const writable = new WritableStream<AnyMessage>({ write: send });
  const asIs = (params: unknown) => fieldsOf(params);
  const connection = client({ name: "switchyard" })
    .onRequest(methods.client.session.requestPermission, asIs, ({ params }) => denied(params))
    .connect({ readable, writable });
  return {
    take(line) {
      // What streams is read where it arrives: the SDK would check every piece against its schema, and refuse new kinds.
      if (line["method"] !== methods.client.session.update) return input?.enqueue(line as AnyMessage);
      const { sessionId, update } = fieldsOf(line["params"]);
      onUpdate(sessionId, fieldsOf(update));
    },
    ask: async (method, params) => fieldsOf(await connection.agent.request(method, params)),
    tell: (method, params) => void connection.agent.notify(method, params).catch(() => {}),
    close: () => connection.close(),
  };
}

/** Nothing is ever allowed. */
function denied({ options }: Fields): object {
  const rejecting = asList(options)
    .map(fieldsOf)
    .find(({ kind }) => kind === "reject_once" || kind === "reject_always");
  const outcome =
    rejecting === undefined
      ? { outcome: "cancelled" }
      : { outcome: "selected", optionId: rejecting["optionId"] };
  return { outcome };
}
