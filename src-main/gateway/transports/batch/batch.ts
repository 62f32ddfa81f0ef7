/** A message batch: what is kept of it on disk, and how it is shown (Anthropic's Message Batches API). */
import { z } from "zod";
import { parseBody } from "../../../protocols/shared/parse-body.ts";
import { RequestError } from "../../../protocols/shared/request-error.ts";

export const batchLimits = {
  requests: 1000,
  bytes: 100 * 1024 * 1024,
  /** Requests of all batches that are sent at the same time: the rest of the quota is for people. */
  atOnce: 2,
  /** Milliseconds until what was not served yet expires. */
  life: 24 * 3_600_000,
  /** Milliseconds that results are kept after the end. */
  kept: 7 * 24 * 3_600_000,
};

export const batchSchema = z.object({
  id: z.string(),
  customIds: z.array(z.string()),
  /** Epoch milliseconds, like all times here. */
  createdAt: z.number(),
  expiresAt: z.number(),
  cancelledAt: z.number().nullable(),
  endedAt: z.number().nullable(),
});

export type Batch = z.infer<typeof batchSchema>;
export type ResultType = "succeeded" | "errored";

const createSchema = z.looseObject({
  requests: z
    .array(
      z.looseObject({
        custom_id: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/, "1 to 64 letters, digits, _ or -"),
        params: z.record(z.string(), z.unknown()),
      }),
    )
    .min(1)
    .max(batchLimits.requests),
});

export interface BatchRequest {
  customId: string;
  params: Record<string, unknown>;
}

/** Throws RequestError. What is wrong with a single request's parameters is told in its result. */
export function parseBatch(body: unknown): BatchRequest[] {
  const { requests } = parseBody(createSchema, body);
  const seen = new Set<string>();
  return requests.map(({ custom_id: customId, params }, index) => {
    if (seen.has(customId)) {
      const param = `requests[${index}].custom_id`;
      throw new RequestError(`'${param}' is used twice: "${customId}".`, { param });
    }
    seen.add(customId);
    return { customId, params };
  });
}

/** What becomes of requests that were never served. */
export function unservedResult(batch: Batch): "canceled" | "expired" {
  return batch.cancelledAt === null ? "expired" : "canceled";
}

/** `base`: address of the gateway, for the link to the results. */
export function batchView(batch: Batch, done: ReadonlyMap<number, ResultType>, base: string) {
  const served = [...done.values()];
  const succeeded = served.filter((type) => type === "succeeded").length;
  const left = batch.customIds.length - served.length;
  const ended = batch.endedAt !== null;
  const unserved = ended ? unservedResult(batch) : "processing";
  return {
    id: batch.id,
    type: "message_batch",
    processing_status: ended ? "ended" : batch.cancelledAt === null ? "in_progress" : "canceling",
    request_counts: {
      processing: unserved === "processing" ? left : 0,
      succeeded,
      errored: served.length - succeeded,
      canceled: unserved === "canceled" ? left : 0,
      expired: unserved === "expired" ? left : 0,
    },
    created_at: iso(batch.createdAt),
    expires_at: iso(batch.expiresAt),
    ended_at: batch.endedAt === null ? null : iso(batch.endedAt),
    cancel_initiated_at: batch.cancelledAt === null ? null : iso(batch.cancelledAt),
    archived_at: null,
    results_url: ended ? `${base}/v1/messages/batches/${batch.id}/results` : null,
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
