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
  if (dropped.length > 0) response.setHeader("x-switchyard-dropped", headerText(dropped.join(", ")));
}

const longestHeader = 2000;

// Names of tools are the client's: a header takes neither every character nor any length.
function headerText(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, longestHeader);
}
