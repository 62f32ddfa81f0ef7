/** The tap reads the same out of a stream however its bytes are cut and its lines are ended. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { limitsFromEvent } from "../../src-main/providers/codex/limits.ts";
import { createResponsesTap } from "../../src-main/gateway/relay/responses-tap.ts";

interface Seen {
  model: string | null;
  terminal: string | null;
  usage: unknown;
  failure: unknown;
  limits: number;
  begun: boolean;
}

function read(bytes: Buffer, cuts: number[]): Seen {
  let limits = 0;
  const tap = createResponsesTap((event) => {
    if (limitsFromEvent(event)) limits += 1;
  });
  let from = 0;
  for (const cut of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
    tap.push(bytes.subarray(from, cut));
    from = cut;
  }
  const { model, terminal, usage, failure, begun } = tap.seen;
  return { model, terminal, usage, failure, limits, begun };
}

const framing = fc.record({
  end: fc.constantFrom("\n", "\r\n"),
  named: fc.boolean(),
  space: fc.constantFrom(" ", ""),
  comment: fc.boolean(),
});
const limits = {
  type: "codex.rate_limits",
  rate_limits: { primary: { used_percent: 5, window_minutes: 300 } },
};
const handshake = fc.constantFrom(limits, { type: "response.in_progress" }, { type: "keepalive" });
const output = fc.record({
  type: fc.constantFrom("response.output_text.delta", "x.unknown"),
  // Text that looks like an event of its own.
  delta: fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 300 }),
    fc.constantFrom('data: {"type":"error"}', '"type":"response.failed"', "\n\nevent: error\n"),
  ),
});
const ends = fc.constantFrom("response.completed", "response.incomplete", "response.failed", "error");

test("model, usage, limits and the end are found in any stream, cut anywhere", () => {
  fc.assert(
    fc.property(
      fc.array(handshake, { maxLength: 3 }),
      fc.array(output, { maxLength: 6 }),
      ends,
      framing,
      fc.array(fc.nat(), { maxLength: 40 }),
      (before, middle, type, { end, named, space, comment }, seeds) => {
        const told = { code: "server_error", message: "ü" };
        const usage = { input_tokens: 5, output_tokens: 2 };
        const last = type === "error" ? { type, error: told } : { type, response: { usage, error: told } };
        const first = { type: "response.created", response: { id: "r", model: "gpt-5.5" } };
        const events = [first, ...before, ...middle, last];
        const text = events
          .map((event) =>
            [
              ...(comment ? [": waiting", ""] : []),
              ...(named ? [`event: ${event.type}`] : []),
              `data:${space}${JSON.stringify(event)}`,
              "",
              "",
            ].join(end),
          )
          .join("");
        const bytes = Buffer.from(text);
        const failed = type === "response.failed" || type === "error";
        expect(
          read(
            bytes,
            seeds.map((seed) => seed % (bytes.length + 1)),
          ),
        ).toEqual({
          model: "gpt-5.5",
          terminal: type,
          usage: type === "error" ? null : { input: 5, cached: 0, output: 2, reasoning: 0 },
          failure: failed ? { error: told } : null,
          limits: before.filter((event) => event === limits).length,
          begun: true,
        });
      },
    ),
    { numRuns: 300 },
  );
});

test("a stream that only shakes hands has not begun; one without an end has none", () => {
  const text = 'data: {"type":"response.created","response":{"model":"m"}}\n\ndata: {"type":"keepalive"}\n\n';
  expect(read(Buffer.from(text), [3, 70])).toMatchObject({ begun: false, terminal: null, model: "m" });
  expect(read(Buffer.from(`${text}data: {"type":"x"}\n\n`), [])).toMatchObject({
    begun: true,
    terminal: null,
  });
});
