/** Lists as the Anthropic API pages them: `limit`, and from or up to an id. */
import { z } from "zod";
import { parseBody } from "../../protocols/shared/parse-body.ts";

export interface Page<T> {
  data: T[];
  has_more: boolean;
  first_id: string | null;
  last_id: string | null;
}

const query = z.looseObject({
  limit: z.coerce.number().int().min(1).max(1000).default(20),
  before_id: z.string().optional(),
  after_id: z.string().optional(),
});

/** Throws RequestError for a limit outside of 1 to 1000. An id that is not there begins at the beginning. */
export function pageOf<T extends { id: string }>(items: readonly T[], asked: unknown): Page<T> {
  const { limit, before_id, after_id } = parseBody(query, asked);
  const before = before_id === undefined ? -1 : items.findIndex(({ id }) => id === before_id);
  const after = after_id === undefined ? -1 : items.findIndex(({ id }) => id === after_id);
  const data =
    before === -1 ? items.slice(after + 1, after + 1 + limit) : items.slice(0, before).slice(-limit);
  const left = before === -1 ? items.length - (after + 1) - data.length : before - data.length;
  return { data, has_more: left > 0, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
}
