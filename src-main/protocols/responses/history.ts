/** What a request that builds on earlier responses means in full, and how its own response is kept. */
import type { KnownResponses, StoredResponse } from "../protocol.ts";
import { RequestError } from "../shared/request-error.ts";
import { weightOf } from "../wire/weight.ts";
import type { WireResponse } from "../wire/wire.ts";
import type { ResponsesBody } from "./schema.ts";

type Items = Exclude<NonNullable<ResponsesBody["input"]>, string>;

export interface FullInput {
  input: string | Items;
  /** The account whose encrypted reasoning the history holds, null for a new conversation. */
  accountId: string | null;
}

/** Throws RequestError `previous_response_not_found` or `item_not_found`. */
export function fullInput(body: ResponsesBody, known: KnownResponses): FullInput {
  const own = body.input ?? [];
  const previousId = body.previous_response_id;
  const previous = previousId ? known.get(previousId) : null;
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
    const found = known.item(id);
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

/** A finished response as it is kept. `asked`: what this request added; earlier ones are counted with theirs. */
export function storedResponse(
  response: WireResponse,
  input: ResponsesBody["input"],
  asked: ResponsesBody["input"],
): Omit<StoredResponse, "accountId"> {
  return {
    response,
    input: typeof input === "string" ? [{ type: "message", role: "user", content: input }] : (input ?? []),
    bytes: weightOf(asked) + weightOf(response),
  };
}
