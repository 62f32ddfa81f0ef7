/** The relay by its properties: everything in order or nothing at all. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { createFrameRelay } from "../../../src-main/gateway/transports/websocket/frame-relay.ts";
import { createTurnHistory } from "../../../src-main/gateway/transports/websocket/turn-history.ts";
import { UpstreamFailure } from "../../../src-main/providers/failure.ts";

const handshake = fc.constantFrom(
  { type: "response.created", response: { id: "r", model: "gpt-5.5" } },
  { type: "response.in_progress" },
  { type: "keepalive" },
  { type: "codex.rate_limits", rate_limits: { primary: { used_percent: 5, window_minutes: 300 } } },
);
const output = fc.oneof(
  fc.record({ type: fc.constant("response.output_text.delta"), delta: fc.string({ unit: "grapheme" }) }),
  fc.record({ type: fc.constant("response.output_item.done"), item: fc.record({ id: fc.string() }) }),
  // Between outputs the backend may say again what belongs to the beginning.
  handshake,
);
const good = fc.constantFrom("response.completed", "response.incomplete").map((type) => ({
  type,
  response: { id: "r", usage: { input_tokens: 5, output_tokens: 2 } },
}));
const bad = fc.constantFrom(
  { type: "response.failed", response: { error: { code: "server_is_overloaded", message: "busy" } } },
  { type: "error", status: 429, error: { type: "usage_limit_reached", message: "used up" }, headers: {} },
  { type: "error", code: "slow_down", message: "busy" },
);
const someFrames = fc.array(handshake, { maxLength: 4 });

/** With the type first, as the backend writes it, or last. */
const write = (frame: { type: string }, last: boolean) => {
  const { type, ...rest } = frame;
  return JSON.stringify(last ? { ...rest, type } : { type, ...rest });
};

function run(frames: string[]) {
  const sent: string[] = [];
  let begun = 0;
  const options = {
    send: (text: string) => void sent.push(text),
    begin: () => void (begun += 1),
    received() {},
    limits() {},
    now: () => 0,
  };
  const relay = createFrameRelay(options);
  const results: boolean[] = [];
  let thrown: unknown = null;
  try {
    for (const frame of frames) results.push(relay.push(frame));
  } catch (error) {
    thrown = error;
  }
  return { relay, sent, begun, results, thrown };
}

test("an answer with output or a good end is passed on whole, in order, and ends with its last frame", () => {
  fc.assert(
    fc.property(someFrames, fc.array(output), good, fc.boolean(), (before, middle, end, last) => {
      const frames = [...before, ...middle, end].map((frame) => write(frame, last));
      const { relay, sent, begun, results, thrown } = run(frames);
      expect(thrown).toBeNull();
      expect(sent).toEqual(frames);
      expect(begun).toBe(1);
      expect(results).toEqual(frames.map((_, index) => index === frames.length - 1));
      expect(relay.turn).toMatchObject({ id: "r", failure: null, usage: { input: 5, output: 2 } });
      const items = middle.filter(({ type }) => type === "response.output_item.done");
      expect(relay.turn.output).toEqual(items.map((frame) => (frame as { item?: unknown }).item));
    }),
  );
});

test("a failure before any output is thrown and nothing is sent; one after it goes to the client", () => {
  fc.assert(
    fc.property(someFrames, fc.array(output), bad, fc.boolean(), (before, middle, end, last) => {
      const frames = [...before, ...middle, end].map((frame) => write(frame, last));
      const quiet = new Set(["response.created", "response.in_progress", "keepalive", "codex.rate_limits"]);
      const spoken = middle.some(({ type }) => !quiet.has(type));
      const { relay, sent, thrown } = run(frames);
      expect(relay.turn.failure).toBeInstanceOf(UpstreamFailure);
      expect(thrown).toBe(spoken ? null : relay.turn.failure);
      expect(sent).toEqual(spoken ? frames : []);
      expect(relay.refused).toEqual(spoken ? [] : frames);
    }),
  );
});

test("a history tells any chain in full, forgets beyond its limit, and never half of a conversation", () => {
  const turn = fc.record({
    items: fc.array(fc.nat(), { maxLength: 3 }),
    fresh: fc.boolean(),
    size: fc.nat(40),
  });
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 20 }), (turns) => {
      const history = createTurnHistory(() => 100);
      let whole: unknown[] = [];
      for (const [index, { items, fresh, size }] of turns.entries()) {
        const previousId = fresh || index === 0 ? null : `r${index - 1}`;
        const known = previousId === null ? [] : history.upTo(previousId);
        const place = {};
        history.keep(`r${index}`, { previousId, input: items, output: [`a${index}`], bytes: size, place });
        whole = [...(previousId === null ? [] : whole), ...items, `a${index}`];
        const told = history.upTo(`r${index}`);
        expect(told === null || known === null ? whole : told).toEqual(whole);
        if (told !== null) expect(history.placeOf(`r${index}`)).toBe(place);
      }
    }),
  );
  expect(createTurnHistory(() => 100).upTo("r")).toBeNull();
});

test("a beginning without an end is given up at a bound, and nothing of it is sent", () => {
  const sent: string[] = [];
  const relay = createFrameRelay({
    send: (text) => sent.push(text),
    now: () => 0,
    received() {},
    begin() {},
    limits() {},
  });
  const frame = JSON.stringify({
    type: "response.in_progress",
    response: { instructions: "x".repeat(1_000_000) },
  });
  const endless = () => {
    for (let count = 0; count < 20; count += 1) relay.push(frame);
  };
  expect(endless).toThrow(UpstreamFailure);
  expect(sent).toEqual([]);
});
