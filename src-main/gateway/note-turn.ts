import type { Exchange } from "./exchange.ts";

/** Tells log and client what a translated request became: the model asked, and what had to be left out. */
export function noteTurn(
  { record, response }: Exchange,
  model: string,
  stream: boolean,
  dropped: string[],
): void {
  record.row.model = model;
  record.row.stream = stream;
  record.row.dropped = dropped;
  if (dropped.length > 0) response.setHeader("x-switchyard-dropped", dropped.join(", "));
}
