import OpenAI, {
  APIConnectionError,
  APIError,
  AuthenticationError,
  BadRequestError,
  NotFoundError,
  RateLimitError,
} from "openai";
import { expect, test } from "vitest";
import { createGate } from "../../../src-main/simulator/answers/gate.ts";
import { plainAccounts } from "../../support/switchyard.ts";
import { model, startSdk } from "./sdk.ts";

const request = { model, messages: [{ role: "user" as const, content: "hello" }] };

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

test("failures: a used-up plan is a RateLimitError that says until when", async () => {
  const accounts = plainAccounts.map((account) => ({ ...account, exhausted: true }));
  const { openai } = await startSdk({ accounts });
  for (const stream of [false, true]) {
    const error = await failure(RateLimitError, () => openai.chat.completions.create({ ...request, stream }));
    expect(error.code).toBe("usage_limit_reached");
    expect(Number(error.headers.get("retry-after"))).toBeGreaterThan(60);
    expect(error.message).toMatch(/limit/i);
    expect(error.message).toContain("resets at");
    expect(error.requestID).toMatch(/^req_/);
  }
});

test("failures: a wrong request is a BadRequestError that names the field", async () => {
  const { openai } = await startSdk();
  const many = await failure(BadRequestError, () => openai.chat.completions.create({ ...request, n: 0 }));
  expect(many).toMatchObject({ param: "n", type: "invalid_request_error" });
  const role = await failure(BadRequestError, () =>
    openai.chat.completions.create({ model, messages: [{ role: "nobody", content: "hi" } as never] }),
  );
  expect(role.param).toMatch(/^messages/);
});

test("failures: a wrong key is an AuthenticationError", async () => {
  const { url, openai } = await startSdk({ env: { SWITCHYARD_API_KEY: "the-right-key" } });
  const error = await failure(AuthenticationError, () => openai.chat.completions.create(request));
  expect(error.code).toBe("invalid_api_key");
  const right = new OpenAI({ baseURL: `${url}/v1`, apiKey: "the-right-key" });
  expect((await right.chat.completions.create(request)).choices).toHaveLength(1);
});

test("failures: an unknown path and an unknown model id of the catalog are NotFoundErrors", async () => {
  const { openai } = await startSdk();
  expect((await failure(NotFoundError, () => openai.models.retrieve("no-such-model"))).code).toBe(
    "model_not_found",
  );
  expect((await failure(NotFoundError, () => openai.files.retrieve("file_1"))).code).toBe("unknown_route");
});

test("failures: aborting a stream ends the backend's work", async () => {
  const { openai, simulator, client } = await startSdk();
  const gate = createGate();
  simulator.script.next({ text: "never finished", gate: { afterEvents: 6, gate } });
  const controller = new AbortController();
  const stream = await openai.chat.completions.create(
    { ...request, stream: true },
    { signal: controller.signal },
  );
  for await (const chunk of stream) if (chunk.choices[0]?.delta.content) controller.abort();
  const upstream = simulator.requests.to("/backend-api/codex/responses").at(-1);
  expect(await upstream?.closed).toBe("cut");
  await expect.poll(async () => (await client.requests.recent({ limit: 1 }))[0]?.outcome).toBe("cancelled");
  gate.open();
});

test("failures: a stream that breaks off upstream never looks complete", async () => {
  const { openai, simulator } = await startSdk();
  const cut = { text: "one two three four", eventDelayMs: 0, cutAfterEvents: 8 };
  simulator.script.next(cut);
  const seen: string[] = [];
  const chat = await failure(APIError, async () => {
    const stream = await openai.chat.completions.create({ ...request, stream: true });
    for await (const chunk of stream) {
      seen.push(chunk.choices[0]?.delta.content ?? "");
      expect(chunk.choices[0]?.finish_reason).toBeNull();
    }
  });
  expect(seen.join("")).not.toBe("");
  expect(chat.code).toBe("stream_cut");
  expect(chat.message).toContain("broke off");

  simulator.script.next(cut);
  const stream = openai.responses.stream({ model, input: "hello" });
  const types: string[] = [];
  stream.on("event", ({ type }) => types.push(type));
  const response = await stream.finalResponse();
  expect(response.status).toBe("failed");
  expect(response.error?.message).toContain("broke off");
  expect(types.at(-1)).toBe("response.failed");
});

test("failures: a gateway that is not running is an APIConnectionError", async () => {
  const { openai, client } = await startSdk();
  await client.gateway.stop();
  await failure(APIConnectionError, () => openai.chat.completions.create(request));
});
