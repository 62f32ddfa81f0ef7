/** A turn as its provider takes it. */
import type { RequestRow } from "../../../src-shared/contract/requests.ts";
import type { WireRequest } from "../../protocols/wire/wire.ts";
import type { Provider, TurnField } from "../../providers/provider.ts";

const fields: readonly TurnField[] = [
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "reasoning",
  "text",
  "service_tier",
  "client_metadata",
  "sampling",
];

/** `model`: as the provider knows it. What it does not take is left out, and the row names it. Changes no request. */
export function turnFor(
  { takes }: Provider,
  model: string,
  request: WireRequest,
  row: Pick<RequestRow, "dropped">,
): WireRequest {
  const lacking = takes === "all" ? [] : fields.filter((field) => field in request && !takes.has(field));
  if (lacking.length === 0 && request.model === model) return request;
  const turn = { ...request, model };
  for (const field of lacking) delete turn[field];
  row.dropped = [...new Set([...row.dropped, ...lacking])];
  return turn;
}
