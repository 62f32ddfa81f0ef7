/** What a request that builds on earlier responses means in full: their items in place of ids. */
import { RequestError } from "../../protocols/shared/request-error.ts";
import type { ResponsesBody } from "../../protocols/responses/request.ts";
import type { ResponseStore } from "./response-store.ts";

type Items = Exclude<NonNullable<ResponsesBody["input"]>, string>;

/** Responses and items that a request may name. */
export type KnownResponses = Pick<ResponseStore, "get" | "item">;

export interface FullInput {
  input: string | Items;
  /** The account whose encrypted reasoning the history holds, null for a new conversation. */
  accountId: string | null;
}

/** Throws RequestError `previous_response_not_found` or `item_not_found`. */
export function fullInput(body: ResponsesBody, store: KnownResponses): FullInput {
  const own = body.input ?? [];
  const previousId = body.previous_response_id;
  const previous = previousId ? store.get(previousId) : null;
  if (previousId && !previous) {
    throw new RequestError(
      `Previous response with id '${previousId}' not found. Responses are kept in memory for a while only: send the whole input.`,
      { param: "previous_response_id", code: "previous_response_not_found" },
    );
  }
  if (typeof own === "string" && !previous) return { input: own, accountId: null };
  const asked: Items = typeof own === "string" ? [{ type: "message", role: "user", content: own }] : own;
  const resolved: Items = asked.flatMap((item, index): Items => {
    if (item.type !== "item_reference") return [item];
    const id = String(item["id"]);
    const found = store.item(id);
    if (found) return [found];
    // A thought that is forgotten is no loss of meaning; anything else is.
    if (id.startsWith("rs_")) return [];
    throw new RequestError(`Item with id '${id}' not found. Send the item itself.`, {
      param: `input[${index}].id`,
      code: "item_not_found",
    });
  });
  const before: Items = previous ? [...previous.input, ...(previous.response.output ?? [])] : [];
  return { input: [...before, ...resolved], accountId: previous?.accountId || null };
}
