import { expect, test } from "vitest";
import { logRequest } from "../../src-main/logs/log-request.ts";
import type { RequestRow } from "../../src-shared/contract/requests.ts";
import { exampleRow } from "../usage/example-row.ts";

function told(mode: "summary" | "debug", row: RequestRow): unknown[] {
  const lines: unknown[] = [];
  const note = (...line: unknown[]) => void lines.push(line);
  logRequest({ info: note, warn: note }, row, mode);
  return lines;
}

const failed = exampleRow({
  outcome: "failed",
  status: 400,
  problem: { code: "bad_request", message: "it said a secret", advice: "" },
});

test("summary tells what failed and nothing else", () => {
  expect(told("summary", exampleRow())).toEqual([]);
  expect(told("summary", failed)).toEqual([
    [
      {
        request: {
          id: "r",
          endpoint: "/v1/responses",
          provider: "codex",
          status: 400,
          code: "bad_request",
          kinds: [],
        },
      },
      "a request failed",
    ],
  ]);
});

test("debug tells every request with its sizes and times, but no words of a failure", () => {
  expect(told("debug", exampleRow())).toHaveLength(1);
  const text = JSON.stringify(told("debug", failed));
  expect(text).toContain('"input":10');
  expect(text).not.toContain("secret");
});
