/** The six routes of /v1/messages/batches. */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Request } from "express";
import type { Settings } from "../../../src-shared/settings.ts";
import { RequestError } from "../../protocols/shared/request-error.ts";
import { batchLimits, batchView, parseBatch } from "../transports/batch/batch.ts";
import type { BatchQueue } from "../transports/batch/batch-queue.ts";
import type { StoredBatch } from "../transports/batch/batch-store.ts";
import { readJson } from "../http/body.ts";
import type { Exchange, Handler } from "../http/exchange.ts";
import { pageOf } from "../http/page.ts";

type BatchHandler = (exchange: Exchange, queue: BatchQueue, id: string) => Promise<void>;

export function batchRoutes(
  queue: BatchQueue,
): Record<"create" | "list" | "get" | "cancel" | "delete" | "results", Handler> {
  const bind =
    (handler: BatchHandler): Handler =>
    (exchange) =>
      handler(exchange, queue, String(exchange.request.params["id"]));
  return {
    create: bind(async (exchange) => {
      const { request, response, services, record } = exchange;
      refuseKeyOfSomeModels(services.settings.values().gateway.keys, record.row.key);
      const limit = Math.min(services.bodyLimit(), batchLimits.bytes);
      const requests = parseBatch(await readJson(exchange, limit));
      response.json(view(request, await queue.create(requests)));
    }),
    list: bind(async ({ request, response }) => {
      response.json(
        pageOf(
          queue.list().map((stored) => view(request, stored)),
          request.query,
        ),
      );
    }),
    get: bind(async ({ request, response }, _queue, id) => {
      response.json(view(request, queue.get(id)));
    }),
    cancel: bind(async ({ request, response }, _queue, id) => {
      response.json(view(request, await queue.cancel(id)));
    }),
    delete: bind(async ({ response }, _queue, id) => {
      await queue.delete(id);
      response.json({ id, type: "message_batch_deleted" });
    }),
    results: bind(async ({ response }, _queue, id) => {
      const lines = queue.results(id);
      response.setHeader("content-type", "application/x-jsonl");
      await pipeline(Readable.from(lines), response);
    }),
  };
}

/** Its requests are sent later, by nobody's key. */
function refuseKeyOfSomeModels(keys: Settings["gateway"]["keys"], key: string | undefined): void {
  if (key === undefined || (keys[key]?.models ?? null) === null) return;
  throw new RequestError(`The key '${key}' is for some models alone, and batches are not checked for them.`, {
    code: "model_not_allowed",
    status: 403,
  });
}

function view(request: Request, { batch, done }: StoredBatch) {
  return batchView(batch, done, `${request.protocol}://${request.headers.host ?? ""}`);
}
