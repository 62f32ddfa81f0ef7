/** Whatever a client sends: it is translated, or refused as the client's mistake. Nothing else is ever thrown. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseMessagesBody } from "../../src-main/protocols/messages/schema.ts";
import { countMessages, roughTokens } from "../../src-main/protocols/messages/count-tokens.ts";
import { RequestError } from "../../src-main/protocols/shared/request-error.ts";
import type { WireRequest } from "../../src-main/protocols/wire/wire.ts";
import { countWire } from "../../src-main/protocols/wire/count-tokens.ts";
import { drivers, type FieldDriver } from "../support/field-drivers.ts";
import { fuzzedBody } from "../support/fuzzed-body.ts";

const runs = { numRuns: 3000 };

describe.each(Object.entries(drivers))("%s", (_name, driver) => {
  test("a body near the schema is translated or refused", () => {
    let translated = 0;
    fc.assert(
      fc.property(fuzzedBody(driver), (body) => {
        const { sent, dropped } = orRefused(() => driver.translate(body)) ?? {};
        if (sent === undefined) return;
        translated += 1;
        expect(JSON.stringify(sent)).toBeTypeOf("string");
        expect(dropped?.every((field) => typeof field === "string")).toBe(true);
      }),
      runs,
    );
    // Else nothing but the schema was tried.
    expect(translated).toBeGreaterThan(runs.numRuns / 10);
  });

  test("any JSON is translated or refused", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        orRefused(() => driver.translate(body as Record<string, unknown>));
      }),
      { numRuns: 300 },
    );
  });
});

describe("tokens are counted, whatever is in a request", () => {
  const count = (text: string) => text.length;
  const counts: Record<string, (body: unknown, sent: unknown) => number> = {
    messages: (body) => countMessages(parseMessagesBody(body), count),
    responses: (_body, sent) => countWire(sent as WireRequest, count),
  };

  test.each(Object.entries(counts))("%s", (name, counted) => {
    const driver = drivers[name] as FieldDriver;
    fc.assert(
      fc.property(fuzzedBody(driver), (body) => {
        const made = orRefused(() => driver.translate(body));
        if (!made) return;
        expect(counted(body, made.sent)).toBeGreaterThanOrEqual(0);
        expect(roughTokens(made.sent)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });
});

function orRefused<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    expect(error.status).toBeGreaterThanOrEqual(400);
    expect(error.status).toBeLessThan(500);
    return null;
  }
}
