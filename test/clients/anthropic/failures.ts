import Anthropic, {
  APIError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  RateLimitError,
} from "@anthropic-ai/sdk";
import { expect, test } from "vitest";
import { failures } from "../../../src-main/simulator/answers/failures.ts";
import { createGate } from "../../../src-main/simulator/answers/gate.ts";
import { plainAccounts } from "../../support/switchyard.ts";
import { hello, startSdk } from "./sdk.ts";

/** What `work` failed with; the test fails when it did not. */
async function failure<E extends Error>(
  type: abstract new (...values: never[]) => E,
  work: () => PromiseLike<unknown>,
): Promise<E> {
  const error: unknown = await Promise.resolve(work()).then(
    () => new Error("it did not fail"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(type);
  return error as E;
}

test("anthropic: a used-up plan is a RateLimitError that says until when", async () => {
  const accounts = plainAccounts.map((account) => ({ ...account, exhausted: true }));
  const { anthropic } = await startSdk({ accounts });
  for (const work of [
    () => anthropic.messages.create(hello),
    () => anthropic.messages.stream(hello).finalMessage(),
  ]) {
    const error = await failure(RateLimitError, work);
    expect(Number(error.headers.get("retry-after"))).toBeGreaterThan(60);
    expect(error.message).toContain("resets at");
    expect(error.requestID).toMatch(/^req_/);
    expect(error.type).toBe("rate_limit_error");
  }
});

test("anthropic: wrong requests, keys and ids have their own errors", async () => {
  const { url, anthropic } = await startSdk({ env: { SWITCHYARD_API_KEY: "the-right-key" } });
  await failure(AuthenticationError, () => anthropic.messages.create(hello));
  const right = new Anthropic({ baseURL: url, apiKey: "the-right-key", maxRetries: 0 });
  await failure(BadRequestError, () => right.messages.create({ ...hello, messages: [] }));
  await failure(NotFoundError, () => right.models.retrieve("no-such-model"));
  await failure(NotFoundError, () => right.messages.batches.retrieve("msgbatch_0"));
  const bearer = new Anthropic({ baseURL: url, apiKey: null, authToken: "the-right-key", maxRetries: 0 });
  expect((await bearer.messages.create(hello)).type).toBe("message");
});

test("anthropic: an overloaded backend is told as such", async () => {
  const { anthropic, simulator } = await startSdk();
  simulator.script.next({ reply: failures.overloaded() });
  const error = await failure(InternalServerError, () => anthropic.messages.create(hello));
  expect([error.status, error.type]).toEqual([529, "overloaded_error"]);
});

test("anthropic: a stream that breaks off never looks complete", async () => {
  const { anthropic, simulator } = await startSdk();
  simulator.script.next({ text: "one two three four", eventDelayMs: 0, cutAfterEvents: 8 });
  const stream = anthropic.messages.stream(hello);
  let seen = "";
  stream.on("text", (text) => (seen += text));
  const error = await failure(APIError, () => stream.finalMessage());
  expect(seen).not.toBe("");
  expect(error.message).toContain("broke off");
});

test("anthropic: aborting a stream ends the backend's work", async () => {
  const { anthropic, simulator } = await startSdk();
  const gate = createGate();
  simulator.script.next({ text: "never finished", gate: { afterEvents: 6, gate } });
  const stream = anthropic.messages.stream(hello);
  stream.on("text", () => stream.abort());
  await failure(APIUserAbortError, () => stream.finalMessage());
  const upstream = simulator.requests.to("/backend-api/codex/responses").at(-1);
  expect(await upstream?.closed).toBe("cut");
  gate.open();
});
