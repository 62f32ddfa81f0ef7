import { createRequestLog } from "../../src-main/logs/request-log.ts";
import type { RequestRow } from "../../src-shared/contract/requests.ts";

/** A finished request. */
export function exampleRow(fields: Partial<RequestRow> = {}): RequestRow {
  const record = createRequestLog(() => 0).begin({
    id: "r",
    endpoint: "/v1/responses",
    protocol: "openai",
    client: { name: "curl", version: "8" },
  });
  record.row.model = "gpt-5.5";
  record.row.tokens = { input: 10, cached: 4, output: 5, reasoning: 2 };
  record.finish("ok", 200);
  return { ...record.row, ...fields };
}
