import type { ServerResponse } from "node:http";
import type { RequestRecord } from "../../logs/request-log.ts";
import { emulatedFields, type FieldTable } from "../../protocols/shared/field-table.ts";
import { headerText } from "../http/exchange.ts";

export interface TranslatedTurn {
  /** As the backend is asked for it, and as the client named it. */
  model: string;
  asked: string | null | undefined;
  stream: boolean;
  /** What had to be left out. */
  dropped: string[];
  /** What the client sent, and what becomes of its fields. */
  body: Readonly<Record<string, unknown>>;
  fields: FieldTable;
}

/** Tells a client over HTTP what was left out. */
export function tellDropped(response: ServerResponse, dropped: readonly string[]): void {
  if (dropped.length > 0) response.setHeader("x-switchyard-dropped", headerText(dropped.join(", ")));
}

/** Tells the log what a translated request became. */
export function recordTurn({ row }: RequestRecord, turn: TranslatedTurn): void {
  row.model = turn.model;
  row.modelAsked = turn.asked?.slice(0, longestName) ?? null;
  row.stream = turn.stream;
  row.dropped = turn.dropped;
  row.translated = emulatedFields(turn.fields, turn.body);
}

/** Characters of a model's name: it comes from whoever sends a request. */
const longestName = 100;
